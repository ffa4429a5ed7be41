using Job.Hosting.Settings;

namespace Job.Hosting.Tls;

/// <summary>HTTPS towards other servers: whom to believe, and how to say who one is. Every file is looked at while the program runs.</summary>
public sealed class TlsClientOptions
{
    /// <summary>Who may issue their certificates; null for whom the system believes.</summary>
    [Setting("PEM file of the authorities whose certificates are believed; without it those of the system")]
    public string? Ca { get; set; }

    /// <summary>The certificate to show; null for none.</summary>
    [Setting("File with the certificate to show, PEM or PFX (mutual TLS)")]
    public string? Certificate { get; set; }

    /// <summary>Its private key, where it is in a file of its own.</summary>
    [Setting("PEM file with the certificate's private key, where that does not hold it itself")]
    public string? Key { get; set; }

    /// <summary>The password of the PFX or of an encrypted key.</summary>
    [Setting("File with the password of the PFX, or of the encrypted key")]
    public string? PasswordFile { get; set; }
}
