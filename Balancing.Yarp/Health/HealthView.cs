using Balancing.Core.Outliers;

namespace Balancing.Yarp.Health;

/// <summary>What is thought of a destination's health, and why.</summary>
/// <param name="State">What its own requests say.</param>
/// <param name="IsUsed">Whether requests may go there: nothing is against it, or it is on trial, or too few are better.</param>
/// <param name="Reason">Why it was ejected; null unless it is ejected or on trial.</param>
/// <param name="EjectedUntil">When that ends, or ended; null likewise.</param>
/// <param name="Ejections">Ejections not yet forgiven; each makes the next one longer.</param>
/// <param name="Probe">What its last probe found; null where it is not probed, or was not yet.</param>
public sealed record HealthView(OutlierState State, bool IsUsed, EjectionReason? Reason, DateTimeOffset? EjectedUntil, int Ejections, ProbeFinding? Probe)
{
    /// <summary>The reason in words, as in "… was ejected: it could not be connected to"; null without one.</summary>
    public string? ReasonText => Reason is { } reason ? OutlierLog.Why(reason) : null;
}
