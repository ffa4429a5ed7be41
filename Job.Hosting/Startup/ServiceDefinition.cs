using Job.Hosting.Settings;
using Job.Hosting.Telemetry;

namespace Job.Hosting.Startup;

/// <summary>What makes a program of its own out of the shared start: see <see cref="ServiceProgram"/>.</summary>
public sealed class ServiceDefinition
{
    /// <summary>What the program is, in a sentence; heads its <c>--help</c>.</summary>
    public required string Description { get; init; }

    /// <summary>All settings of the program.</summary>
    public required SettingsCatalog Settings { get; init; }

    /// <summary>What holds when no source says otherwise; null when the options classes say it all.</summary>
    public IReadOnlyDictionary<string, string?>? Defaults { get; init; }

    /// <summary>Builds the servers; called once, after the settings were found to be right.</summary>
    public required Func<ServiceStart, IReadOnlyList<ServiceHost>> Build { get; init; }

    /// <summary>What the process tells of itself.</summary>
    public required Func<ServiceStart, TelemetryStart> Telemetry { get; init; }

    /// <summary>The ports of this machine that <c>--health-check</c> asks.</summary>
    public required Func<ServiceStart, IReadOnlyList<int>> HealthPorts { get; init; }

    /// <summary>Whether HTTPS is spoken there.</summary>
    public Func<ServiceStart, bool> IsHttps { get; init; } = static _ => false;
}
