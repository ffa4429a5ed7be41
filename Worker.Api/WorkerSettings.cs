using Job.Hosting.Settings;
using Job.Hosting.Tls;

namespace Worker.Api;

/// <summary>Every setting of the worker program, for its command line, its check at the start and the docs.</summary>
public static class WorkerSettings
{
    /// <summary>A new catalog of them.</summary>
    public static SettingsCatalog Catalog() => new SettingsCatalog()
        .Add<WorkerOptions>(WorkerOptions.Section)
        .AddRule<WorkerOptions>($"{WorkerOptions.Section}:{nameof(WorkerOptions.FirstPort)}", PortsFit)
        .AddRule<WorkerOptions>($"{WorkerOptions.Section}:{nameof(WorkerOptions.BrokerKeyFile)}", KeyFileFits)
        .AddRule<WorkerOptions>("Worker:Tls:Certificate", options => TlsRules.Violation(options.Tls, "Worker:Tls"))
        .AddRule<WorkerOptions>("Worker:BrokerTls:Certificate", options => TlsRules.Violation(options.BrokerTls, "Worker:BrokerTls"));

    private static string? PortsFit(WorkerOptions options)
        => options.FirstPort > 0 && options.FirstPort + options.Count - 1 > ushort.MaxValue
            ? $"must be at most {ushort.MaxValue - options.Count + 1}, so that the ports of Worker:Count={options.Count} workers end by {ushort.MaxValue}"
            : null;

    private static string? KeyFileFits(WorkerOptions options)
        => options.BrokerKeyFile is null ? null
            : options.BrokerKey is not null ? "must be left out where Worker:BrokerKey is given, or that where this is"
            : !File.Exists(options.BrokerKeyFile) ? "must be a file that is there and may be read"
            : null;
}
