using Balancing.Core.Leasing;

namespace Balancing.Core.Queueing;

/// <summary>Jobs on their way back from a destination where they came to no good end: they go before all that wait, to another one.</summary>
/// <remarks>
/// A plain list, looked through at every event: there is somebody in it only while destinations fail and all others are full. Not thread-safe: the
/// dispatcher's lock guards it.
/// </remarks>
internal sealed class SecondTries
{
    private readonly List<Ticket> _tickets = [];

    public int Count => _tickets.Count;

    /// <summary>Those of a class. Costs a look at each.</summary>
    public int CountOf(JobClass jobClass) => _tickets.Count(ticket => ticket.Class == jobClass);

    /// <summary>The earliest deadline of any; <see cref="TimeSpan.MaxValue"/> without.</summary>
    public TimeSpan EarliestDeadline => FirstToEnd?.Deadline ?? TimeSpan.MaxValue;

    // No lambdas below, where an event of every job comes by: they would be allocated for an empty list, too.
    private Ticket? FirstToEnd
    {
        get
        {
            var first = _tickets.Count > 0 ? _tickets[0] : null;
            foreach (var ticket in _tickets)
            {
                first = ticket.Deadline < first!.Deadline ? ticket : first;
            }

            return first;
        }
    }

    /// <summary>Takes a job in, to go where it has not been; or anywhere.</summary>
    public void Add(Ticket ticket, bool anywhere)
    {
        ticket.Tried ??= [];
        if (anywhere)
        {
            ticket.Tried.Clear();
        }
        else
        {
            ticket.Tried.Add(ticket.Destination!);
        }

        ticket.State = TicketState.Returned;
        _tickets.Add(ticket);
    }

    /// <summary>Whether a destination is open where a running job has not been.</summary>
    public static bool HasOther(Ticket ticket, DestinationLoad[] open)
    {
        foreach (var destination in open)
        {
            if (destination != ticket.Destination && ticket.Tried?.Contains(destination) != true)
            {
                return true;
            }
        }

        return false;
    }

    public void Remove(Ticket ticket)
    {
        _tickets.Remove(ticket);
        ticket.State = TicketState.Idle;
    }

    /// <summary>One whose deadline has passed; null for none.</summary>
    public Ticket? Expired(TimeSpan now) => FirstToEnd is { } first && first.Deadline <= now ? first : null;

    /// <summary>One that has been at every open destination; null for none.</summary>
    public Ticket? Hopeless(DestinationLoad[] open)
    {
        foreach (var ticket in _tickets)
        {
            if (Array.TrueForAll(open, ticket.Tried!.Contains))
            {
                return ticket;
            }
        }

        return null;
    }

    /// <summary>The first for which a slot is free somewhere it has not been; its place is taken.</summary>
    public bool TryTake(DestinationLoad[] open, DestinationPicker picker, TimeSpan now, out Ticket? ticket, out Lease lease)
    {
        foreach (var one in _tickets)
        {
            if (picker.TryTakeAmong(Untried(one, open), out lease, one.RequestAt(now)))
            {
                ticket = one;
                return true;
            }
        }

        (ticket, lease) = (null, default);
        return false;
    }

    private static DestinationLoad[] Untried(Ticket ticket, DestinationLoad[] open)
        => Array.FindAll(open, destination => !ticket.Tried!.Contains(destination));
}
