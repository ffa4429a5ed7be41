using Balancing.Core.Estimating;

namespace Balancing.Core.Queueing;

/// <summary>Whose turn it is: the order of the queue, the guarantee for Longs, the slots held back for Shorts, and what these learn.</summary>
/// <remarks>Not thread-safe: the dispatcher's lock guards it.</remarks>
internal sealed class Turns(DispatchSettings settings, Experience experience)
{
    private readonly ServiceTime _shortTime = experience.ShortTime;
    private readonly ServiceTime _longTime = experience.LongTime;
    private readonly ArrivalRate _shortRate = new();

    /// <summary>
    /// How long an answer and the next job travel, for which a slot stands idle where nothing was sent ahead: 0.4 ms is that of a data centre. Without it Longs
    /// wait 0.3 % longer in the model.
    /// </summary>
    public static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(0.4);

    // What waiting Longs have saved up while Shorts went before them; 1 is a turn.
    private double _longCredit;

    public DispatchSettings Settings { get; set; } = settings;

    /// <summary>When to look again at a Long held back: its margin melts within a quarter of its time, of which this is a twelfth.</summary>
    public TimeSpan LookAgainAfter => TimeSpan.FromSeconds(Math.Max(0.001, _longTime.Seconds / 50));

    private double Memory => ShortReservation.Memory(_shortTime, _longTime);

    public void Arrived(Ticket ticket, TimeSpan now)
    {
        if (ticket.Class == JobClass.Short)
        {
            _shortRate.Count(now, Memory);
        }
    }

    /// <summary>Slots held back for Shorts at the last turn; 0 where no Long was in question.</summary>
    public int HeldBack { get; private set; }

    /// <summary>Shorts that went before a waiting Long which had come earlier, since the start.</summary>
    public long Overtakings { get; private set; }

    /// <summary>Who goes when a slot is free; null when the one Long that could is held back.</summary>
    /// <param name="waiting">At least one job.</param>
    /// <param name="running">What runs at the open destinations, and on how many slots.</param>
    /// <param name="refusesLongs">Whether more Longs come than can be done, so that those too many are refused.</param>
    /// <param name="now">On the dispatcher's clock.</param>
    public Ticket? Next(WaitingJobs waiting, in Occupancy running, bool refusesLongs, TimeSpan now)
    {
        HeldBack = 0;
        if (Settings.Order != QueueOrder.ShortFirst)
        {
            return waiting.First;
        }

        if (waiting.FirstShort is { } first)
        {
            // However few the slots: with none running, one Long is below any share.
            var isEarned = _longCredit >= 1 && running.Longs < Settings.LongShare * running.Slots;
            return waiting.Longs == 0 ? first : (isEarned ? waiting.FirstLong : waiting.LongWithPrecedence(running.Slots)) ?? first;
        }

        // Longs may be more than the slots there are, where slots were taken away under them: that holds nobody back by itself.
        HeldBack = Reserved(waiting, running, refusesLongs, now);
        if (HeldBack == 0 || running.Longs < running.Slots - HeldBack)
        {
            return waiting.FirstLong;
        }

        waiting.FirstLong!.WasHeldBack |= running.Shorts + running.Longs < running.Slots; // with none free it waits as all do
        return null;
    }

    /// <summary>A job goes; called while it still waits.</summary>
    public void Went(Ticket ticket, WaitingJobs waiting)
    {
        if (ticket.Class == JobClass.Short)
        {
            Overtakings += waiting.FirstLong is { } passed && passed.Sequence < ticket.Sequence ? 1 : 0;

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
    /// <remarks>
    /// Where Shorts go first no Long goes ahead: one that waits at a worker takes the slot that a Short frees there from the next Short. On sockets it cost Shorts 4 to
    /// 8 % (3 x 8, 850 jobs/s) and gave Longs nothing that could be measured; without a reservation, 100 x 1 in waves, it cost a factor of 2.3.
    /// </remarks>
    public bool GainsAhead(Ticket ticket, int shortsThere, WaitingJobs waiting, in Occupancy running)
    {
        if (ticket.Class == JobClass.Long && Settings.Order == QueueOrder.ShortFirst)
        {
            return false;
        }

        var waitingBefore = ticket.Class == JobClass.Short ? waiting.Shorts : waiting.Longs;
        var freed = (running.Shorts / _shortTime.Seconds) + (running.Longs / _longTime.Seconds);
        return freed > 0 && _shortTime.Seconds / shortsThere <= (waitingBefore / freed) + RoundTrip.TotalSeconds;
    }

    /// <summary>
    /// How long this job would wait if it came now, in seconds; rough, and rather too short than too long. Where applications share, a Short waits for those of its own, and
    /// for as much of the others' as they may have meanwhile, not for another's flood.
    /// </summary>
    public double ExpectedWait(Ticket ticket, WaitingJobs waiting, in Occupancy running)
        => ticket.Class == JobClass.Short && Settings.Order == QueueOrder.ShortFirst
            ? WaitOf(waiting.ShortsBefore(ticket), longs: 0, running)
            : ExpectedDrain(waiting, running);

    /// <summary>How long all that wait would take, in seconds; as rough.</summary>
    public double ExpectedDrain(WaitingJobs waiting, in Occupancy running) => WaitOf(waiting.Shorts, waiting.Longs, running);

    private double WaitOf(double shorts, int longs, in Occupancy running)
        => running.IsLimited && running.Slots > 0 ? ((shorts * _shortTime.Seconds) + (longs * _longTime.Seconds)) / running.Slots : 0;

    /// <summary>Slots that a Long would find held back for Shorts now, whether or not one waits.</summary>
    public int WouldHoldBack(WaitingJobs waiting, in Occupancy running, bool refusesLongs, TimeSpan now)
        => Settings.Order == QueueOrder.ShortFirst ? Reserved(waiting, running, refusesLongs, now) : 0;

    private int Reserved(WaitingJobs waiting, in Occupancy running, bool refusesLongs, TimeSpan now)
    {
        if (Settings.Reservation == ReservationRule.None || !running.IsLimited)
        {
            return 0;
        }

        var load = _shortRate.PerSecond(now, Memory) * _shortTime.Seconds;
        var age = waiting.FirstLong is { } first ? (now - first.ArrivedAt).TotalSeconds : 0;
        var backlog = Math.Max(age, (waiting.Longs - 1) * _longTime.Seconds / Math.Max(1, running.Longs));
        return ShortReservation.Slots((int)running.Slots, load, backlog, _longTime.Seconds, refusesLongs);
    }
}
