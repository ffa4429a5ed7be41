using Balancing.Core.Leasing;

namespace Balancing.Core.Queueing;

/// <summary>The dispatched jobs: how many of each class run at the open destinations, on how many slots, and which Shorts are none.</summary>
/// <remarks>Not thread-safe: the dispatcher's lock guards it.</remarks>
internal sealed class RunningJobs(Experience experience)
{
    private TicketList _runningShorts;
    private long _slots;
    private int _shorts;
    private int _longs;

    /// <summary>What runs at the open destinations now.</summary>
    public Occupancy Occupancy => new(_slots, _shorts, _longs);

    /// <summary>The places for one job more than there are slots.</summary>
    public AheadPlaces Ahead { get; } = new();

    /// <summary>Counts anew: other destinations are open.</summary>
    public void Open(ReadOnlySpan<DestinationLoad> open, int prefetch)
    {
        Ahead.Clear();
        _slots = _shorts = _longs = 0;
        foreach (var destination in open)
        {
            _slots += destination.SlotLimit;
            _shorts += destination.RunningShorts;
            _longs += destination.RunningLongs;
            Ahead.Update(destination, prefetch);
        }
    }

    public void Begin(Ticket ticket, int prefetch)
    {
        ticket.RunsAs = ticket.Class;
        ticket.StartedAt = ticket.WasPrefetched ? null : ticket.DispatchedAt;
        if (ticket.WasPrefetched)
        {
            (ticket.Destination!.Ahead ??= []).Add(ticket);
        }

        if (ticket.Class == JobClass.Short)
        {
            _runningShorts.Add(ticket);
        }

        Count(ticket, 1, prefetch);
    }

    /// <summary>A job ended; called once its lease has been given back. Where one was sent ahead, it has the slot from now on.</summary>
    public void End(Ticket ticket, int prefetch, TimeSpan now)
    {
        StartNext(ticket, now);
        Uncount(ticket, prefetch);
    }

    /// <summary>Says how many jobs a destination runs at once. Where that changes, nobody knows any more when those sent ahead start.</summary>
    public static void SetSlots(DestinationLoad destination, int? slots)
    {
        if (destination.Slots != slots)
        {
            destination.Slots = slots;
            destination.Ahead?.Clear();
        }
    }

    /// <summary>The next Short that has run for too long by now: it counts as a Long from now on. Null for none.</summary>
    public Ticket? NextOverrun(TimeSpan now, int prefetch)
    {
        // Without a sample nothing is known of how long too long is.
        if (_runningShorts.Oldest is not { } oldest || experience.ShortTime.Samples == 0
            || oldest.DispatchedAt >= now - TimeSpan.FromSeconds(Experience.Overrun * experience.ShortTime.Seconds))
        {
            return null;
        }

        Uncount(oldest, prefetch);
        oldest.RunsAs = JobClass.Long;
        Count(oldest, 1, prefetch);
        return oldest;
    }

    private static void StartNext(Ticket ended, TimeSpan now)
    {
        if (ended.Destination!.Ahead is not { Count: > 0 } ahead || (ended.StartedAt is null && ahead.Remove(ended)))
        {
            return; // the latter never had a slot
        }

        ahead[0].StartedAt = now;
        ahead.RemoveAt(0);
    }

    private void Uncount(Ticket ticket, int prefetch)
    {
        if (ticket.RunsAs == JobClass.Short)
        {
            _runningShorts.Remove(ticket);
        }

        Count(ticket, -1, prefetch);
    }

    private void Count(Ticket ticket, int by, int prefetch)
    {
        var destination = ticket.Destination!;
        var isOpen = destination.IsOpen ? by : 0;
        if (ticket.RunsAs == JobClass.Short)
        {
            destination.RunningShorts += by;
            _shorts += isOpen;
        }
        else
        {
            destination.RunningLongs += by;
            _longs += isOpen;
        }

        Ahead.Update(destination, prefetch);
    }
}
