using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Job.Hosting.Files;

namespace Job.Hosting.Tls;

/// <summary>A certificate with its private key and the ones between it and its authority.</summary>
public sealed class CertificateFile
{
    private CertificateFile(X509Certificate2 leaf, X509Certificate2Collection between)
    {
        Leaf = leaf;
        Context = SslStreamCertificateContext.Create(leaf, between, offline: true);
    }

    /// <summary>The certificate, with its key.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>The same with what is sent along, for a handshake.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>Reads it from files, and again when they change.</summary>
    /// <param name="certificate">PEM or PFX.</param>
    /// <param name="key">PEM; null where the certificate's file holds the key.</param>
    /// <param name="passwordFile">Holds the password; null for none.</param>
    /// <param name="time">The clock of the looks at them.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="CryptographicException">There is no certificate, no key, or they do not fit together.</exception>
    public static FileBacked<CertificateFile> Open(string certificate, string? key, string? passwordFile, TimeProvider time)
    {
        string[] files = [certificate, .. key is null ? Array.Empty<string>() : [key], .. passwordFile is null ? Array.Empty<string>() : [passwordFile]];
        return new FileBacked<CertificateFile>(
            files,
            contents => Read(
                contents[0], key is null ? null : Encoding.UTF8.GetString(contents[1]), passwordFile is null ? null : Encoding.UTF8.GetString(contents[^1]).Trim()),
            time);
    }

    private static CertificateFile Read(byte[] certificate, string? key, string? password)
    {
        var text = Encoding.UTF8.GetString(certificate);
        try
        {
            return text.Contains("-----BEGIN", StringComparison.Ordinal) ? ReadPem(text, key ?? text, password) : ReadPfx(certificate, password);
        }
        catch (ArgumentException exception)
        {
            throw new CryptographicException(exception.Message, exception); // so .NET says that a key is another certificate's
        }
    }

    private static CertificateFile ReadPem(string text, string key, string? password)
    {
        var leaf = password is null ? X509Certificate2.CreateFromPem(text, key) : X509Certificate2.CreateFromEncryptedPem(text, key, password);
        if (OperatingSystem.IsWindows())
        {
            // It takes part in no handshake with a key that is in memory alone.
            using var read = leaf;
            leaf = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        }

        var all = new X509Certificate2Collection();
        all.ImportFromPem(text);
        return new CertificateFile(leaf, [.. all.Where(one => one.Thumbprint != leaf.Thumbprint)]);
    }

    private static CertificateFile ReadPfx(byte[] bytes, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(bytes, password);
        var leaf = all.FirstOrDefault(one => one.HasPrivateKey) ?? throw new CryptographicException("It holds no certificate with a private key.");
        return new CertificateFile(leaf, [.. all.Where(one => !one.HasPrivateKey)]);
    }
}
