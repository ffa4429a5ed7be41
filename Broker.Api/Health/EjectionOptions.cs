using System.ComponentModel.DataAnnotations;
using Balancing.Core.Outliers;
using Job.Hosting.Settings;

namespace Broker.Api.Health;

/// <summary>When a worker is ejected for failing jobs that others would do.</summary>
public sealed class EjectionOptions
{
    /// <summary>Whether workers are ejected at all.</summary>
    [Setting("Whether workers that fail jobs are ejected for a while; a cluster with HealthCheck:Passive leaves that to YARP's policy")]
    public bool Enabled { get; set; } = true;

    /// <summary>Failures in a row.</summary>
    [Setting("Failed jobs in a row after which a worker is ejected")]
    [Range(1, 10_000)]
    public int Failures { get; set; } = 5;

    /// <summary>How long results count for the failure rate.</summary>
    [Setting("Time over which a worker's share of failed jobs is compared with the others'")]
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Results before rates are compared.</summary>
    [Setting("Jobs that a worker, and the others together, must have had in that time before they are compared")]
    [Range(1, 1_000_000)]
    public int Volume { get; set; } = 30;

    /// <summary>How much higher the failure rate must be.</summary>
    [Setting("How much higher than the others' its share of failed jobs must be, at least, to be ejected for it")]
    [Range(0.01, 1.0)]
    public double Margin { get; set; } = 0.2;

    /// <summary>How long the first ejection lasts.</summary>
    [Setting("How long the first ejection lasts; each further one twice as long")]
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan BaseTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an ejection may last.</summary>
    [Setting("Longest an ejection may last")]
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan MaxTime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The share that may be ejected at once.</summary>
    [Setting("Share of the workers that may be ejected at once: of two or more always one, never the last good one")]
    [Range(0.0, 1.0)]
    public double MaxShare { get; set; } = 0.7;

    /// <summary>The share that must be healthy.</summary>
    [Setting("Share of the workers that must be healthy; with fewer, and always with none, the least bad of the others get jobs, too (panic)")]
    [Range(0.0, 1.0)]
    public double Panic { get; set; } = 0.2;

    internal OutlierSettings ToSettings() => new()
    {
        Ejects = Enabled,
        Failures = Failures,
        Window = Window,
        Volume = Volume,
        Margin = Margin,
        BaseEjection = BaseTime,
        MaxEjection = MaxTime,
        MaxEjected = MaxShare,
        Panic = Panic,
    };
}
