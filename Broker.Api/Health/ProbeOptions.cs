using System.ComponentModel.DataAnnotations;
using Balancing.Core.Outliers;
using Job.Hosting.Settings;

namespace Broker.Api.Health;

/// <summary>How workers are asked whether they are well, where a cluster's <c>HealthCheck:Active</c> does not say otherwise.</summary>
public sealed class ProbeOptions
{
    /// <summary>From one probe of a worker to the next.</summary>
    [Setting("Time from one health check of a worker to the next; HealthCheck:Active:Interval of its cluster goes before it")]
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>By how much of it the interval varies.</summary>
    [Setting("By how much of it the interval varies, so that checks spread")]
    [Range(0.0, 1.0)]
    public double Jitter { get; set; } = 0.1;

    /// <summary>Time for an answer.</summary>
    [Setting("Time for the answer to a health check; HealthCheck:Active:Timeout of the cluster goes before it")]
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>From a failed job, or a probe that differs from those before, to the next probe.</summary>
    [Setting("Time from a failed job, or from a check unlike those before it, to the next check")]
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Recheck { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Failed probes in a row that close a worker.</summary>
    [Setting("Failed checks in a row that close a worker; ConsecutiveFailuresHealthPolicy.Threshold in the metadata of the cluster goes before it")]
    [Range(1, 100)]
    public int FailuresToClose { get; set; } = 2;

    /// <summary>Passed probes in a row that open it again.</summary>
    [Setting("Passed checks in a row that open it again")]
    [Range(1, 100)]
    public int SuccessesToOpen { get; set; } = 2;

    internal ProbeSettings ToSettings() => new()
    {
        Interval = Interval,
        Jitter = Jitter,
        Recheck = Recheck,
        FailuresToClose = FailuresToClose,
        SuccessesToOpen = SuccessesToOpen,
    };
}
