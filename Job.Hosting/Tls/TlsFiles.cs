using System.Security.Cryptography;
using Job.Hosting.Files;
using Job.Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace Job.Hosting.Tls;

/// <summary>Opens the files of one side's TLS settings, and says in the log what becomes of them.</summary>
public sealed class TlsFiles
{
    // Certificates that are renewed by themselves are renewed a month before.
    private static readonly TimeSpan Notice = TimeSpan.FromDays(14);

    private readonly List<Action<ILogger>> _say = [];
    private readonly TimeProvider _time;
    private ILogger? _logger;

    private TlsFiles(TimeProvider time) => _time = time;

    /// <summary>The certificate to show; null for none.</summary>
    public FileBacked<CertificateFile>? Certificate { get; private init; }

    /// <summary>Whom to believe; null for whom the system believes, or for nobody.</summary>
    public FileBacked<CertificateAuthority>? Authority { get; private init; }

    /// <summary>Those of a server.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="section">Where they stand, for faults: <c>Broker:Tls</c>.</param>
    /// <param name="time">The clock of the looks at the files.</param>
    /// <exception cref="SettingsException">A file cannot be read, or does not hold what it should.</exception>
    public static TlsFiles OfServer(TlsOptions options, string section, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Open(options.Certificate, options.Key, options.PasswordFile, options.ClientCa, ($"{section}:{nameof(options.Certificate)}", $"{section}:{nameof(options.ClientCa)}"), time);
    }

    /// <summary>Those of a client.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="certificate">What names the certificate, for faults: <c>Broker:WorkerTls:Certificate</c>.</param>
    /// <param name="ca">What names the authorities.</param>
    /// <param name="time">The clock of the looks at the files.</param>
    /// <exception cref="SettingsException">A file cannot be read, or does not hold what it should.</exception>
    public static TlsFiles OfClient(TlsClientOptions options, string certificate, string ca, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Open(options.Certificate, options.Key, options.PasswordFile, options.Ca, (certificate, ca), time);
    }

    /// <summary>Says what is in use, and from now on what is read anew.</summary>
    /// <param name="logger">Where to.</param>
    public void SayTo(ILogger logger)
    {
        _logger = logger;
        _say.ForEach(say => say(logger));
    }

    private static TlsFiles Open(string? certificate, string? key, string? passwordFile, string? ca, (string Certificate, string Ca) names, TimeProvider time)
    {
        var files = new TlsFiles(time)
        {
            Certificate = certificate is null ? null : Opened(names.Certificate, certificate, () => CertificateFile.Open(certificate, key, passwordFile, time)),
            Authority = ca is null ? null : Opened(names.Ca, ca, () => CertificateAuthority.Open(ca, time)),
        };
        if (files.Certificate is { } shown)
        {
            files._say.Add(logger => files.SayShown(logger, certificate!, shown.Value));
            shown.Changed = changed => files.SayChanged(certificate!, changed);
            shown.Failed = fault => files.SayFailed(certificate!, fault);
        }

        if (files.Authority is { } authority)
        {
            authority.Changed = _ => files.SayAuthorities(ca!);
            authority.Failed = fault => files.SayFailed(ca!, fault);
        }

        return files;
    }

    private void SayShown(ILogger logger, string file, CertificateFile shown)
    {
        TlsLog.Using(logger, shown.Leaf.Subject, file, shown.Leaf.NotAfter.ToUniversalTime());
        SayEnd(logger, file, shown);
    }

    private void SayChanged(string file, CertificateFile shown)
    {
        if (_logger is { } logger)
        {
            TlsLog.Reloaded(logger, file, shown.Leaf.Subject, shown.Leaf.NotAfter.ToUniversalTime());
            SayEnd(logger, file, shown);
        }
    }

    private void SayEnd(ILogger logger, string file, CertificateFile shown)
    {
        if (shown.Leaf.NotAfter.ToUniversalTime() - _time.GetUtcNow() < Notice)
        {
            TlsLog.EndsSoon(logger, file, shown.Leaf.NotAfter.ToUniversalTime());
        }
    }

    private void SayFailed(string file, string fault)
    {
        if (_logger is { } logger)
        {
            TlsLog.NotReloaded(logger, file, fault);
        }
    }

    private void SayAuthorities(string file)
    {
        if (_logger is { } logger)
        {
            TlsLog.AuthoritiesReloaded(logger, file);
        }
    }

    private static FileBacked<T> Opened<T>(string key, string file, Func<FileBacked<T>> open) where T : class
    {
        try
        {
            return open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingsException([new SettingFault(key, $"{key} is '{file}', and that cannot be used: {exception.Message}")]);
        }
    }
}
