using Balancing.Core.Estimating;

namespace Balancing.Core.Queueing;

/// <summary>Tells a burst from an overload by how long one queue's jobs have to wait, and says how many may wait.</summary>
/// <remarks>
/// A wait that is too long for a while is a standing queue, which no patience clears (K. Nichols, V. Jacobson, Controlled Delay Active Queue Management, RFC 8289); a
/// shorter one is a burst, and passes. The wait is not sampled from those that leave, of whom some overtook others, but follows from the queue and how fast it drains
/// (Little's law); so the bound on the queue is right at once when the workers become fewer or slower, and needs no search. In an overload the bound comes down by half
/// a second per second: of two that leave one is replaced, and nobody who was let in is put out again. Not thread-safe: the dispatcher's lock guards it.
/// </remarks>
internal sealed class DelayControl(DelayBounds bounds)
{
    private const double Descent = 0.5;

    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    private readonly DrainRate _drain = new();
    private TimeSpan? _since;
    private TimeSpan _enteredAt;
    private TimeSpan _promised;
    private TimeSpan? _missedAt;

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

    /// <summary>
    /// A job could not be done before its deadline because it had to wait. Where deadlines are shorter than what is tolerated, they alone would keep the queue below that, with
    /// everybody waiting for nearly as long as his deadline allows; so jobs that miss theirs behind a queue longer than is held in an overload are a sign of one.
    /// </summary>
    public void Missed(TimeSpan now) => _missedAt = now;

    /// <summary>Nobody waits any more.</summary>
    public void Emptied() => _drain.Emptied();

    /// <summary>How many jobs may wait now; any number without an overload.</summary>
    /// <param name="waiting">How many do.</param>
    /// <param name="now">On the dispatcher's clock.</param>
    public double Limit(int waiting, TimeSpan now)
    {
        Look(waiting, now);
        return IsOverloaded ? BoundSeconds(now) / _drain.MeanSecondsPerJob : double.PositiveInfinity;
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

    private double BoundSeconds(TimeSpan now)
    {
        var perJob = _drain.MeanSecondsPerJob;
        var tolerated = bounds.ToleratedSeconds(perJob);
        return IsOverloaded ? Math.Max(bounds.HeldSeconds(perJob), tolerated - (Descent * (now - _enteredAt).TotalSeconds)) : tolerated;
    }

    // Whether it is on the other side of its bound, and has been for long enough.
    private void Look(int waiting, TimeSpan now)
    {
        var wait = waiting * _drain.MeanSecondsPerJob;
        var isBeyond = _drain.IsKnown
            && (wait >= BoundSeconds(now) || (now - _missedAt <= bounds.Interval && wait >= bounds.HeldSeconds(_drain.MeanSecondsPerJob)));
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
