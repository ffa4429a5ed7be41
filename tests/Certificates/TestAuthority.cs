using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Certificates;

/// <summary>An authority made for one test, in a folder of its own, and what it issues: real certificates in real files.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lb-tls-");
    private readonly X509Certificate2 _certificate;
    private int _issued;

    public TestAuthority(string name = "Test Authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(100));
        File.WriteAllText(CaFile, _certificate.ExportCertificatePem());
    }

    /// <summary>The authority itself, in PEM.</summary>
    public string CaFile => PathOf("ca.pem");

    /// <summary>The path of a file in the folder.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Issues a certificate for localhost and the loopback addresses, for servers and clients, and writes it and its key.</summary>
    /// <param name="name">Of the files: NAME.pem and NAME.key, which may be there already.</param>
    /// <param name="isPfx">One file, NAME.pfx, instead; its password is in NAME.password.</param>
    /// <returns>The certificate's thumbprint.</returns>
    public string Issue(string name, bool isPfx = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        using var issued = request.Create(_certificate, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(90), [1, (byte)Interlocked.Increment(ref _issued)]);
        if (isPfx)
        {
            using var whole = issued.CopyWithPrivateKey(key);
            File.WriteAllBytes(PathOf(name + ".pfx"), whole.Export(X509ContentType.Pkcs12, "a password"));
            File.WriteAllText(PathOf(name + ".password"), "a password\n");
        }
        else
        {
            File.WriteAllText(PathOf(name + ".key"), key.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(PathOf(name + ".pem"), issued.ExportCertificatePem());
        }

        return issued.Thumbprint;
    }

    /// <summary>A client that believes this authority alone, and shows the certificate of this name; null for none.</summary>
    public HttpClient Client(Uri server, string? shows = null)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(_certificate);
        if (shows is not null)
        {
            var certificate = X509Certificate2.CreateFromPemFile(PathOf(shows + ".pem"), PathOf(shows + ".key"));
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        return new HttpClient(handler) { BaseAddress = server, DefaultRequestVersion = HttpVersion.Version20 };
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }
}
