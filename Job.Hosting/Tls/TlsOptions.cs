using Job.Hosting.Settings;

namespace Job.Hosting.Tls;

/// <summary>HTTPS of a server. Every file is looked at while it runs: a renewed certificate needs no restart.</summary>
public sealed class TlsOptions
{
    /// <summary>The server's certificate; null for plain HTTP.</summary>
    [Setting("File with the server's certificate, PEM (with intermediate ones behind it) or PFX; with it the port speaks HTTPS, and HTTP/2", Flag = "--certificate")]
    public string? Certificate { get; set; }

    /// <summary>The certificate's private key, where it is in a file of its own.</summary>
    [Setting("PEM file with the certificate's private key, where that does not hold it itself", Flag = "--certificate-key")]
    public string? Key { get; set; }

    /// <summary>The password of the PFX or of an encrypted key.</summary>
    [Setting("File with the password of the PFX, or of the encrypted key")]
    public string? PasswordFile { get; set; }

    /// <summary>Who may issue the certificates of callers; null where they need none.</summary>
    [Setting("PEM file of the authorities whose certificates callers must show; without it they need none. Health questions are answered without one")]
    public string? ClientCa { get; set; }
}
