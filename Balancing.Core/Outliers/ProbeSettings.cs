namespace Balancing.Core.Outliers;

/// <summary>When a destination is probed, and how many probes open or close it.</summary>
public sealed record ProbeSettings
{
    /// <summary>From one probe to the next, while nothing changes; above 0.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>By how much of it the interval varies, from 0 to 1: without, many brokers, and many destinations of one, would be probed in step.</summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>
    /// From one probe to the next while it is about to change its mind, and from a failed job to the next probe; above 0. Long enough for a listener to be
    /// replaced, short enough that clients hardly notice.
    /// </summary>
    public TimeSpan Recheck { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Failed probes in a row that close it; 1 or more. With 1, a single lost packet does it.</summary>
    public int FailuresToClose { get; init; } = 2;

    /// <summary>Passed probes in a row that open it again; 1 or more.</summary>
    public int SuccessesToOpen { get; init; } = 2;
}
