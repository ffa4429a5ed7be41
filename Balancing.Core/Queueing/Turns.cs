using Balancing.Core.Estimating;

namespace Balancing.Core.Queueing;

/// <summary>Whose turn it is: the order of the queue, the guarantee for Longs, the slots held back for Shorts, and what these learn.</summary>
/// <remarks>Not thread-safe: the dispatcher's lock guards it.</remarks>
internal sealed class Turns(DispatchSettings settings)
{
    private readonly ServiceTime _shortTime = new(TimeSpan.FromMilliseconds(5));
    private readonly ServiceTime _longTime = new(TimeSpan.FromMilliseconds(200));
    private readonly ArrivalRate _shortRate = new();

    // What waiting Longs have saved up while Shorts went before them; 1 is a turn.
    private double _longCredit;

    public DispatchSettings Settings { get; set; } = settings;

    /// <summary>When to look again at a Long held back: its margin melts within a tenth of its time, of which this is a fifth.</summary>
    public TimeSpan LookAgainAfter => TimeSpan.FromSeconds(Math.Max(0.001, _longTime.Seconds / 50));

    private double Memory => ShortReservation.Memory(_shortTime, _longTime);

    public ServiceTime TimeOf(JobClass jobClass) => jobClass == JobClass.Short ? _shortTime : _longTime;

    public void Arrived(Ticket ticket, TimeSpan now)
    {
        if (ticket.Class == JobClass.Short)
        {
            _shortRate.Count(now, Memory);
        }
    }

    /// <summary>Who goes when a slot is free; null when the one Long that could is held back.</summary>
    /// <param name="waiting">At least one job.</param>
    /// <param name="running">What runs at the open destinations, and on how many slots.</param>
    /// <param name="now">On the dispatcher's clock.</param>
    public Ticket? Next(WaitingJobs waiting, in Occupancy running, TimeSpan now)
    {
        if (Settings.Order != QueueOrder.ShortFirst)
        {
            return waiting.First;
        }

        if (waiting.FirstShort is { } first)
        {
            // However few the slots: with none running, one Long is below any share.
            return _longCredit >= 1 && waiting.Longs > 0 && running.Longs < Settings.LongShare * running.Slots
                ? waiting.FirstLong
                : first;
        }

        // Longs may be more than the slots there are, where slots were taken away under them: that holds nobody back by itself.
        var reserved = running.IsLimited ? Reserved(waiting, running, now) : 0;
        return reserved == 0 || running.Longs < running.Slots - reserved ? waiting.FirstLong : null;
    }

    /// <summary>A job goes; called while it still waits.</summary>
    public void Went(Ticket ticket, WaitingJobs waiting)
    {
        if (ticket.Class == JobClass.Short)
        {
            // At a share of a tenth, nine Shorts that go before a waiting Long earn it a turn.
            _longCredit = waiting.Longs == 0 ? 0 : Math.Min(1, _longCredit + (Settings.LongShare / (1 - Settings.LongShare)) + 1e-9);
        }
        else if (waiting.Shorts > 0)
        {
            _longCredit = 0;
        }
    }

    /// <summary>
    /// Whether a job sent ahead would start sooner there, behind the running Shorts of one destination, than here, where the next free
    /// slot of all is waited for.
    /// </summary>
    public bool GainsAhead(int shortsThere, int waitingBefore, in Occupancy running)
    {
        var freed = (running.Shorts / _shortTime.Seconds) + (running.Longs / _longTime.Seconds);
        return freed > 0 && _shortTime.Seconds / shortsThere <= waitingBefore / freed;
    }

    /// <summary>How long a job of this class would wait if it came now, in seconds; rough, and rather too short than too long.</summary>
    public double ExpectedWait(JobClass jobClass, WaitingJobs waiting, in Occupancy running)
    {
        if (waiting.Count == 0 || !running.IsLimited || running.Slots == 0)
        {
            return 0;
        }

        var longs = jobClass == JobClass.Short && Settings.Order == QueueOrder.ShortFirst ? 0 : waiting.Longs;
        return ((waiting.Shorts * _shortTime.Seconds) + (longs * _longTime.Seconds)) / running.Slots;
    }

    private int Reserved(WaitingJobs waiting, in Occupancy running, TimeSpan now)
    {
        if (Settings.Reservation == ReservationRule.None)
        {
            return 0;
        }

        var load = _shortRate.PerSecond(now, Memory) * _shortTime.Seconds;
        var age = (now - waiting.FirstLong!.ArrivedAt).TotalSeconds;
        var backlog = Math.Max(age, (waiting.Longs - 1) * _longTime.Seconds / Math.Max(1, running.Longs));
        return ShortReservation.Slots((int)running.Slots, load, backlog, _longTime.Seconds);
    }
}
