using Job.Hosting.Settings;

namespace Job.Hosting.Tls;

/// <summary>What must hold between TLS settings, for the catalog of a program.</summary>
public static class TlsRules
{
    /// <summary>Of a server: a key or an authority says nothing without a certificate.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="section">Where they stand.</param>
    public static string? Violation(TlsOptions options, string section)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Certificate is null && (options.Key ?? options.PasswordFile ?? options.ClientCa) is not null
            ? $"must name a file where {section}:Key, PasswordFile or ClientCa does"
            : null;
    }

    /// <summary>Of a client: a key says nothing without a certificate.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="section">Where they stand.</param>
    public static string? Violation(TlsClientOptions options, string section)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Certificate is null && (options.Key ?? options.PasswordFile) is not null
            ? $"must name a file where {section}:Key or PasswordFile does"
            : null;
    }
}
