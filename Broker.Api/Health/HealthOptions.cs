using Balancing.Yarp.Health;
using Job.Hosting.Settings;

namespace Broker.Api.Health;

/// <summary>How the health of workers is judged: by checks, and by the jobs they fail.</summary>
public sealed class HealthOptions
{
    /// <summary>How workers are asked whether they are well.</summary>
    public ProbeOptions Probes { get; set; } = new();

    /// <summary>When they are ejected for failing jobs.</summary>
    public EjectionOptions Ejection { get; set; } = new();

    /// <summary>What two settings must be together; for <see cref="SettingsCatalog.AddRule"/>.</summary>
    internal string? MaxTimeFits()
        => Ejection.MaxTime >= Ejection.BaseTime ? null : $"must be at least Broker:Health:Ejection:BaseTime, {Ejection.BaseTime}";

    /// <summary>The same, as the proxy wants it.</summary>
    internal HealthRules ToRules() => new()
    {
        Outliers = Ejection.ToSettings(),
        Probes = Probes.ToSettings(),
        ProbeTimeout = Probes.Timeout,
    };
}
