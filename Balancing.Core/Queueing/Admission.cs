using Balancing.Core.Estimating;

namespace Balancing.Core.Queueing;

/// <summary>Whether a job that comes may wait: in an overload those too many are refused at once, for each one more would be done for nobody.</summary>
/// <remarks>
/// Where Shorts go first, each class has its own queue: Longs wait behind Shorts, so that theirs is the first too long, and Shorts are refused only where they alone are
/// more than can be done. Otherwise both wait in one, by the bounds of Longs, and Longs are refused first. Who holds less than his part of what may wait is let in, up
/// to half as much again as may. Not thread-safe: the dispatcher's lock guards it.
/// </remarks>
internal sealed class Admission
{
    // Beyond the limit by this nobody is let in: a new name for every job would otherwise be a way around it.
    private const double Beyond = 1.5;

    // Who has hardly any waiting, beside one that floods, is let in whatever waits: it is not he who is too many. But not where as many applications wait as this, in limits: they may be one with many names.
    private const double FarBeyond = 4;

    private readonly DelayControl _shorts;
    private readonly DelayControl _longs;
    private readonly DrainRate _all = new();
    private readonly TimeSpan _grace;
    private TimeSpan _openedAt;

    /// <param name="grace">For how long after destinations opened again nobody is refused: what waited for them is no overload.</param>
    public Admission(TimeSpan grace)
    {
        _shorts = new DelayControl(DelayBounds.Short);
        _longs = new DelayControl(DelayBounds.Long);
        _grace = grace;
        _openedAt = -grace;
    }

    /// <summary>Whether more Longs come than can be done, and not for a moment only.</summary>
    public bool RefusesLongs(DispatchSettings settings) => settings.Overload == OverloadRule.Adaptive && _longs.IsOverloaded;

    /// <summary>Other destinations are open.</summary>
    /// <param name="someWaited">Whether jobs have waited because none was.</param>
    /// <param name="now">On the dispatcher's clock.</param>
    public void Opens(bool someWaited, TimeSpan now) => _openedAt = someWaited ? now : _openedAt;

    /// <summary>Whether a job that has just come is one too many.</summary>
    public bool IsTooMany(Ticket ticket, WaitingJobs waiting, DispatchSettings settings, TimeSpan now)
    {
        if (settings.Overload == OverloadRule.None || now - _openedAt < _grace)
        {
            return false;
        }

        // In one queue with Longs, Shorts are refused once those are out of it.
        var isLast = ticket.Class == JobClass.Short && settings.Order != QueueOrder.ShortFirst;
        var queued = QueueOf(ticket.Class, waiting, settings);
        var limit = ControlOf(ticket.Class, settings).Limit(queued, now) * (isLast ? Beyond : 1);
        return queued >= limit && !(isLast && waiting.Longs > 0)
            && (settings.Fairness == Fairness.None
                || ((queued >= limit * Beyond || waiting.HoldsItsPart(ticket, limit)) && !(waiting.Applications < limit * FarBeyond && waiting.HoldsLittle(ticket))));
    }

    /// <summary>
    /// Whether a job whose turn it is has grown stale: in an overload the slot is worth more to a fresher one than to one that cannot be done before its deadline.
    /// One without a deadline does not; its client is there and waits.
    /// </summary>
    public bool IsStale(Ticket ticket, DispatchSettings settings, TimeSpan now)
        => ticket.Deadline != TimeSpan.MaxValue && ControlOf(ticket.Class, settings).IsOverloaded && settings.Overload == OverloadRule.Adaptive
            && (ticket.Deadline - now).TotalSeconds < ticket.ExpectedSeconds;

    /// <summary>In how many seconds it is worth sending a refused job again, as measured; null before anything was.</summary>
    public double? SecondsToRetry(Ticket ticket, RefusalReason reason, WaitingJobs waiting, DispatchSettings settings, TimeSpan now)
        => reason == RefusalReason.Overloaded ? ControlOf(ticket.Class, settings).Promise(QueueOf(ticket.Class, waiting, settings), now).TotalSeconds
            : _all.IsKnown ? waiting.Count * _all.SecondsPerJob(now)
            : null;

    /// <summary>A job is refused. One whose deadline passed in the queue, or would have, tells of a wait that is too long.</summary>
    public void Refused(Ticket ticket, RefusalReason reason, DispatchSettings settings, TimeSpan now)
    {
        if (reason == RefusalReason.WaitTooLong || (reason == RefusalReason.DeadlinePassed && ticket.ArrivedAt < now))
        {
            ControlOf(ticket.Class, settings).Missed(now);
        }
    }

    /// <summary>A job went; called when it waits no more.</summary>
    public void Went(Ticket ticket, WaitingJobs waiting, DispatchSettings settings, TimeSpan now)
    {
        _all.Left(now, waiting.Count > 0);
        ControlOf(ticket.Class, settings).Left(QueueOf(ticket.Class, waiting, settings), now);
    }

    /// <summary>Ends every event: queues without a job say nothing of how fast they could be.</summary>
    public void Settle(WaitingJobs waiting, DispatchSettings settings)
    {
        if (waiting.Count == 0)
        {
            _all.Emptied();
        }

        if (QueueOf(JobClass.Short, waiting, settings) == 0)
        {
            _shorts.Emptied();
        }

        if (QueueOf(JobClass.Long, waiting, settings) == 0)
        {
            _longs.Emptied();
        }
    }

    private DelayControl ControlOf(JobClass jobClass, DispatchSettings settings)
        => jobClass == JobClass.Short && settings.Order == QueueOrder.ShortFirst ? _shorts : _longs;

    private static int QueueOf(JobClass jobClass, WaitingJobs waiting, DispatchSettings settings)
        => settings.Order != QueueOrder.ShortFirst ? waiting.Count : jobClass == JobClass.Short ? waiting.Shorts : waiting.Longs;
}
