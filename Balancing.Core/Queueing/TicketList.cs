namespace Balancing.Core.Queueing;

/// <summary>Tickets in the order they were added, linked through themselves: adding and removing cost nothing but two writes.</summary>
internal struct TicketList
{
    public Ticket? Oldest { get; private set; }

    public Ticket? Newest { get; private set; }

    public int Count { get; private set; }

    public void Add(Ticket ticket)
    {
        ticket.Older = Newest;
        ticket.Newer = null;
        if (Newest is null)
        {
            Oldest = ticket;
        }
        else
        {
            Newest.Newer = ticket;
        }

        Newest = ticket;
        Count++;
    }

    public void Remove(Ticket ticket)
    {
        if (ticket.Older is null)
        {
            Oldest = ticket.Newer;
        }
        else
        {
            ticket.Older.Newer = ticket.Newer;
        }

        if (ticket.Newer is null)
        {
            Newest = ticket.Older;
        }
        else
        {
            ticket.Newer.Older = ticket.Older;
        }

        ticket.Older = ticket.Newer = null;
        Count--;
    }
}
