using Job.Hosting.Settings;
using Job.Hosting.Tls;
using Worker.Api.Exec;

namespace Worker.Api;

/// <summary>Every setting of the worker program, for its command line, its check at the start and the docs.</summary>
public static class WorkerSettings
{
    /// <summary>A new catalog of them.</summary>
    public static SettingsCatalog Catalog() => new SettingsCatalog()
        .Add<WorkerOptions>(WorkerOptions.Section)
        .AddRule<WorkerOptions>($"{WorkerOptions.Section}:{nameof(WorkerOptions.FirstPort)}", PortsFit)
        .AddRule<WorkerOptions>($"{WorkerOptions.Section}:{nameof(WorkerOptions.BrokerKeyFile)}", KeyFileFits)
        .AddRule<WorkerOptions>("Worker:Handler", HandlerFits)
        .AddRule<WorkerOptions>("Worker:Exec:Command", ProgramFits)
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

    private static string? HandlerFits(WorkerOptions options)
        => options.Handler == WorkerOptions.Executing && options.Exec.Command is null
            ? "must come with a program, as in --exec './report.sh {applicationId} {applicationType}'" : null;

    private static string? ProgramFits(WorkerOptions options)
        => options.Exec.Command is { } command && ExecCommand.Parse(command) is { } parsed && ProgramFile.Find(parsed.Program) is null
            ? "must begin with a program that is there and may be run; on Windows, no batch file" : null;
}
