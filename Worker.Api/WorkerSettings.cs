using Job.Hosting.Settings;

namespace Worker.Api;

/// <summary>Every setting of the worker program, for its command line, its check at the start and the docs.</summary>
public static class WorkerSettings
{
    /// <summary>A new catalog of them.</summary>
    public static SettingsCatalog Catalog() => new SettingsCatalog()
        .Add<WorkerOptions>(WorkerOptions.Section)
        .AddRule<WorkerOptions>($"{WorkerOptions.Section}:{nameof(WorkerOptions.FirstPort)}", PortsFit);

    private static string? PortsFit(WorkerOptions options)
        => options.FirstPort > 0 && options.FirstPort + options.Count - 1 > ushort.MaxValue
            ? $"must be at most {ushort.MaxValue - options.Count + 1}, so that the ports of Worker:Count={options.Count} workers end by {ushort.MaxValue}"
            : null;
}
