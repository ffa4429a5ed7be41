using Balancing.Core.Outliers;

namespace Balancing.Yarp.Health;

/// <summary>
/// How the health of destinations is judged: by the results of their requests, and by probes of those clusters whose <c>HealthCheck:Active</c> is enabled. What the cluster itself says there
/// (interval, timeout, path, and the metadata <c>ConsecutiveFailuresHealthPolicy.Threshold</c>) goes before these.
/// </summary>
public sealed record HealthRules
{
    /// <summary>When a destination is ejected on the evidence of its own requests. A cluster whose <c>HealthCheck:Passive</c> is enabled leaves that to YARP's policy.</summary>
    public OutlierSettings Outliers { get; init; } = new();

    /// <summary>When destinations are probed, and how many probes open or close one.</summary>
    public ProbeSettings Probes { get; init; } = new();

    /// <summary>Time for the answer to a probe; above 0.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);
}
