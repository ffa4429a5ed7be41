using Balancing.Core.Estimating;

namespace Balancing.Core.Queueing;

/// <summary>Tells a burst from an overload by how long one queue's jobs have to wait, and says how many may wait.</summary>
/// <remarks>
/// A wait that is too long for a while is a standing queue, which no patience clears (K. Nichols, V. Jacobson, Controlled Delay Active Queue Management, RFC 8289); a
/// shorter one is a burst, and passes. The wait is not sampled from those that leave, of whom some overtook others, but follows from the queue and how fast it drains
/// (Little's law); so the bound on the queue is right at once when the workers become fewer or slower, and needs no search. In an overload the bound comes down by half
/// a second per second: of two that leave one is replaced, and nobody who was let in is put out again. Not thread-safe: the dispatcher's lock guards it.
/// </remarks>
internal sealed class DelayControl(DelayBounds bounds, ServiceTime service)
{
    // What may always wait, whatever the estimates say: they may rest on a handful of jobs.
    private const int LeastJobs = 8;

    private const double Descent = 0.5;

    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    private readonly DrainRate _drain = new();
    private long _slots = int.MaxValue;
    private TimeSpan? _since;
    private TimeSpan _enteredAt;
    private TimeSpan _promised;

    /// <summary>Whether more comes than can be done, and not for a moment only.</summary>
    public bool IsOverloaded { get; private set; }

    /// <summary>A job left the queue to run.</summary>
    /// <param name="left">How many wait now.</param>
    /// <param name="now">On the dispatcher's clock.</param>
    public void Left(int left, TimeSpan now)
    {
        _drain.Left(now, left > 0);
        Look(left, now);
    }

    /// <summary>Nobody waits any more.</summary>
    public void Emptied() => _drain.Emptied();

    /// <summary>How many jobs may wait now; any number without an overload.</summary>
    /// <param name="waiting">How many do.</param>
    /// <param name="slots">All slots of the open destinations.</param>
    /// <param name="now">On the dispatcher's clock.</param>
    public double Limit(int waiting, long slots, TimeSpan now)
    {
        _slots = slots;
        Look(waiting, now);
        return IsOverloaded ? Math.Max(LeastJobs, BoundSeconds(now) / _drain.MeanSecondsPerJob) : double.PositiveInfinity;
    }

    /// <summary>
    /// When a job that is refused now is worth sending again: once those that wait have gone, and those that were told so before have come back.
    /// </summary>
    /// <returns>From the time the queue takes to drain up to a minute.</returns>
    public TimeSpan Promise(int waiting, TimeSpan now)
    {
        var perJob = _drain.SecondsPerJob(now);
        var drained = now + TimeSpan.FromSeconds(Math.Min(waiting * perJob, LongestRetry.TotalSeconds));
        var next = (_promised > drained ? _promised : drained) + TimeSpan.FromSeconds(Math.Min(perJob, LongestRetry.TotalSeconds));
        _promised = next < now + LongestRetry ? next : now + LongestRetry;
        return _promised - now;
    }

    // No job can take longer than all slots together need for one to leave. What was learned may say so all the same: from a worker's first jobs, which
    // are slow, and no more from then on, as in an overload nearly all are sent ahead and teach nothing.
    private double ServiceSeconds => Math.Min(service.Seconds, _slots * _drain.MeanSecondsPerJob);

    private double BoundSeconds(TimeSpan now) => IsOverloaded
        ? Math.Max(bounds.HeldSeconds(ServiceSeconds), bounds.ToleratedSeconds(ServiceSeconds) - (Descent * (now - _enteredAt).TotalSeconds))
        : bounds.ToleratedSeconds(ServiceSeconds);

    // Whether it is on the other side of its bound, and has been for long enough.
    private void Look(int waiting, TimeSpan now)
    {
        var isBeyond = _drain.IsKnown && waiting >= LeastJobs && waiting * _drain.MeanSecondsPerJob >= BoundSeconds(now);
        if (isBeyond == IsOverloaded)
        {
            _since = null;
            return;
        }

        _since ??= now;
        if (now - _since >= bounds.Interval)
        {
            (IsOverloaded, _enteredAt, _since) = (isBeyond, now, null);
        }
    }
}
