using System.CommandLine;
using Job.Hosting.Tls;

namespace Client.Cli.Syntax;

/// <summary>The flags of HTTPS towards a broker: whom to believe, and which certificate to show. <c>--key</c> is the admin key, so the certificate's has another name than with curl.</summary>
internal sealed class TlsFlags(Surroundings surroundings)
{
    private const string CaVariable = "LB_CACERT";

    private readonly Option<string?> _ca = new("--cacert")
    {
        Description = $"PEM file of the authorities whose certificates are believed of the broker. Without the flag: {CaVariable}, else those of the system.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _certificate = new("--cert") { Description = "The certificate to show the broker, PEM with its key, or PFX.", HelpName = "FILE" };

    private readonly Option<string?> _key = new("--cert-key") { Description = "The certificate's private key in PEM, where it is in a file of its own.", HelpName = "FILE" };

    /// <summary>Gives a command the flags.</summary>
    public void AddTo(Command command)
    {
        command.Add(_ca);
        command.Add(_certificate);
        command.Add(_key);
    }

    /// <summary>The files they name.</summary>
    /// <exception cref="UsageException">A key without a certificate.</exception>
    public TlsFiles Read(ParseResult parsed)
    {
        var options = new TlsClientOptions
        {
            Ca = parsed.GetValue(_ca) ?? (surroundings.Environment(CaVariable) is { Length: > 0 } set ? set : null),
            Certificate = parsed.GetValue(_certificate),
            Key = parsed.GetValue(_key),
        };
        return options is { Key: not null, Certificate: null }
            ? throw new UsageException("--cert-key names the key of a certificate; name that by --cert.")
            : TlsFiles.OfClient(options, "--cert", "--cacert", surroundings.Time);
    }
}
