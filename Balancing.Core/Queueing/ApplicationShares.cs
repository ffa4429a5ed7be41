namespace Balancing.Core.Queueing;

/// <summary>Who holds how much of the queue, and whose turn it is: start-time fair queueing between applications.</summary>
/// <remarks>
/// Each job gets a start tag, the later of the virtual time and its application's last finish tag; the lowest goes first (P. Goyal, H. Vin, H. Cheng,
/// Start-time Fair Queueing, SIGCOMM 1996). Applications that neither wait nor are ahead of the virtual time are forgotten.
/// </remarks>
internal sealed class ApplicationShares
{
    // Beyond this the table is swept of those that no longer matter; what remains is bounded by the queue itself.
    private const int SweepAt = 1024;

    private readonly Dictionary<string, Share> _shares = [];
    private readonly IndexedHeap<Share, ByCount> _waiting = new();
    private double _virtualTime;
    private double _lastFinish;
    private int _sweepAt = SweepAt;

    /// <summary>Applications remembered.</summary>
    public int Count => _shares.Count;

    public Ticket? NewestOfTheLargest => _waiting.First?.Tickets.Newest;

    public double StartTag(string application, double cost)
    {
        var share = Of(application);
        var start = Math.Max(_virtualTime, share.Finish);
        share.Finish = start + cost;
        _lastFinish = Math.Max(_lastFinish, share.Finish);
        return start;
    }

    /// <summary>A job left the queue: virtual time is its tag, or the end of all tags once nobody waits and all are quits.</summary>
    public void Passed(double startTag, bool nobodyWaits)
        => _virtualTime = nobodyWaits ? _lastFinish : Math.Max(_virtualTime, startTag);

    public void Joined(Ticket ticket)
    {
        var share = Of(ticket.Application);
        share.Tickets.Add(ticket);
        if (share.Tickets.Count == 1)
        {
            _waiting.Add(share);
        }
        else
        {
            _waiting.Moved(share);
        }
    }

    public void Left(Ticket ticket)
    {
        var share = _shares[ticket.Application];
        share.Tickets.Remove(ticket);
        if (share.Tickets.Count == 0)
        {
            _waiting.Remove(share);
            Sweep();
        }
        else
        {
            _waiting.Moved(share);
        }
    }

    /// <summary>Forgets all tags; nobody may be waiting.</summary>
    public void Reset()
    {
        _shares.Clear();
        _virtualTime = _lastFinish = 0;
        _sweepAt = SweepAt;
    }

    private Share Of(string application)
    {
        if (!_shares.TryGetValue(application, out var share))
        {
            _shares[application] = share = new Share();
        }

        return share;
    }

    private void Sweep()
    {
        if (_shares.Count < _sweepAt)
        {
            return;
        }

        foreach (var (application, share) in _shares)
        {
            if (share.Tickets.Count == 0 && share.Finish <= _virtualTime)
            {
                _shares.Remove(application);
            }
        }

        _sweepAt = Math.Max(SweepAt, 2 * _shares.Count);
    }

    private sealed class Share
    {
        public TicketList Tickets;

        public double Finish { get; set; }

        public int Index { get; set; } = -1;
    }

    private readonly struct ByCount : IHeapRule<Share>
    {
        public static bool IsBefore(Share item, Share other) => item.Tickets.Count > other.Tickets.Count;

        public static int GetIndex(Share item) => item.Index;

        public static void SetIndex(Share item, int index) => item.Index = index;
    }
}
