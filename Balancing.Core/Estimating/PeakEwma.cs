namespace Balancing.Core.Estimating;

/// <summary>How slow a destination is, pessimistically: a peak is believed at once, and forgotten by and by.</summary>
/// <remarks>
/// The latency of Finagle's and Linkerd's peak EWMA balancers, whose estimate decays with every look at it: an answer slower than what is left of it
/// becomes the estimate. Memory is ten seconds: with one, a destination that stalls every few seconds is trusted again too soon,
/// with sixty, one that has recovered is shunned for minutes. What is not used decays to 0, and so is tried again.
/// </remarks>
public struct PeakEwma
{
    /// <summary>The time in which an estimate falls to 37 %.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    // What a failure says where nothing is known yet; and more than an hour of doubling would end in infinity.
    private const double OfFirstFailure = 1;
    private const double Most = 3600;

    private double _seconds;
    private TimeSpan _at;

    /// <summary>The estimate in seconds; 0 while nothing has been learned.</summary>
    public readonly double SecondsAt(TimeSpan now)
        => _seconds <= 0 || now <= _at ? _seconds : _seconds * Math.Exp(-(now - _at).TotalSeconds / Memory.TotalSeconds);

    /// <summary>Learns how long a request took.</summary>
    /// <param name="latency">From dispatch to the last byte, or to the failure; below 0 counts as 0.</param>
    /// <param name="now">On the driver's clock; one that jumps back counts as one that stood still.</param>
    /// <param name="failed">
    /// However soon it came, a failure doubles the estimate: by the bare time, a destination that refuses everything at once would be the fastest of all.
    /// </param>
    public void Learn(TimeSpan latency, TimeSpan now, bool failed = false)
    {
        var left = SecondsAt(now);
        var least = failed ? (_seconds > 0 ? 2 * _seconds : OfFirstFailure) : left;
        _seconds = Math.Min(Most, Math.Max(least, Math.Max(0, latency.TotalSeconds)));
        _at = now > _at ? now : _at;
    }
}
