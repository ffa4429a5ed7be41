using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Job.Hosting.Files;

namespace Job.Hosting.Tls;

/// <summary>The authorities of a file: whom to believe, and nobody else, whatever the system believes.</summary>
public sealed class CertificateAuthority
{
    /// <summary>What a certificate must be for, when a server shows it.</summary>
    public const string ForServers = "1.3.6.1.5.5.7.3.1";

    /// <summary>What a certificate must be for, when a client shows it.</summary>
    public const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection _roots = [];

    private CertificateAuthority(byte[] pem)
    {
        _roots.ImportFromPem(Encoding.UTF8.GetString(pem));
        if (_roots.Count == 0)
        {
            throw new CryptographicException("It holds no certificate in PEM.");
        }
    }

    /// <summary>Reads them from a file, and again when it changes.</summary>
    /// <param name="file">PEM, with one certificate or several.</param>
    /// <param name="time">The clock of the looks at it.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="CryptographicException">It holds no certificate.</exception>
    public static FileBacked<CertificateAuthority> Open(string file, TimeProvider time)
        => new([file], contents => new CertificateAuthority(contents[0]), time);

    /// <summary>Whether one of them has issued a certificate, by itself or through others, for this purpose, and is valid at this moment. Revocation is not looked up.</summary>
    /// <param name="certificate">What the other side has shown.</param>
    /// <param name="shown">The chain with what it has shown besides; null for nothing.</param>
    /// <param name="purpose"><see cref="ForServers"/> or <see cref="ForClients"/>.</param>
    public bool HasIssued(X509Certificate2 certificate, X509Chain? shown, string purpose)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true; // a stranger's certificate must not make us call anybody
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(purpose));
        foreach (var element in shown?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        chain.ChainPolicy.ExtraStore.AddRange(shown?.ChainPolicy.ExtraStore ?? []);
        return chain.Build(certificate);
    }
}
