namespace Balancing.Core.Queueing;

/// <summary>The jobs that wait: in the order they shall go, by deadline, and by application.</summary>
/// <remarks>Every operation costs O(log n) in the number of waiting jobs. Not thread-safe: the dispatcher's lock guards it.</remarks>
internal sealed class WaitingJobs(DispatchSettings settings)
{
    private readonly IndexedHeap<Ticket, ByOrder> _shorts = new();
    private readonly IndexedHeap<Ticket, ByOrder> _longs = new();
    private readonly IndexedHeap<Ticket, ByDeadline> _deadlines = new();
    private readonly ApplicationShares _applications = new(settings);

    private DispatchSettings _settings = settings;
    private long _bytes;

    public int Shorts => _shorts.Count;

    public int Longs => _longs.Count;

    public int Count => _shorts.Count + _longs.Count;

    public int ActiveApplications => _applications.Active;

    /// <summary>Those with jobs that wait.</summary>
    public int Applications => _applications.Waiting;

    public Ticket? FirstShort => _shorts.First;

    public Ticket? FirstLong => _longs.First;

    /// <summary>The waiting job that came first, whatever its class.</summary>
    public Ticket? First
        => FirstShort is { } first && (FirstLong is not { } other || ByOrder.IsBefore(first, other)) ? first : FirstLong;

    public TimeSpan EarliestDeadline => _deadlines.First?.Deadline ?? TimeSpan.MaxValue;

    public Ticket? Expired(TimeSpan now) => _deadlines.First is { } first && first.Deadline <= now ? first : null;

    /// <summary>Takes new settings over; jobs that wait are ordered anew.</summary>
    public void Use(DispatchSettings settings)
    {
        var waiting = new List<Ticket>(Count);
        while (First is { } ticket)
        {
            Remove(ticket);
            waiting.Add(ticket);
        }

        _settings = settings;
        _applications.Use(settings);
        foreach (var ticket in waiting.OrderBy(ticket => ticket.Sequence))
        {
            Add(ticket);
        }
    }

    /// <summary>Lets a job wait. Its expected service time is what it costs its application, and its place in shortest-expected.</summary>
    public void Add(Ticket ticket)
    {
        ticket.State = TicketState.Waiting;
        ticket.Key = _settings.Order switch
        {
            QueueOrder.ShortestExpected => ticket.ExpectedSeconds,
            QueueOrder.ShortFirst when _settings.Fairness == Fairness.Application => _applications.Tag(ticket),
            _ => 0,
        };
        HeapOf(ticket).Add(ticket);
        _applications.Joined(ticket);
        _bytes += ticket.Bytes;
        if (ticket.Deadline != TimeSpan.MaxValue)
        {
            _deadlines.Add(ticket);
        }
    }

    /// <summary>Takes a job out because it goes now: the virtual time of the fair order moves on with it.</summary>
    public void Take(Ticket ticket)
    {
        _applications.Went(ticket, isLast: HeapOf(ticket).Count == 1);
        TakeOut(ticket);
    }

    /// <summary>A job that was taken has ended.</summary>
    public void Ended(Ticket ticket) => _applications.Ended(ticket);

    /// <summary>The Long that goes before the first Short, as its application has had less than its share; null when there is none. Only where both wait.</summary>
    public Ticket? LongWithPrecedence(long slots) => _applications.LongBefore(FirstShort!, slots);

    /// <summary>About how many of the waiting Shorts would go before one that comes.</summary>
    public double ShortsBefore(Ticket ticket)
        => _settings.Fairness == Fairness.Application ? Math.Min(Shorts, _applications.ShortsBefore(ticket.Application)) : Shorts;

    /// <summary>Whether the application of a job that comes has its part, or more, of so many jobs of that class waiting already.</summary>
    public bool HoldsItsPart(Ticket ticket, double jobs) => _applications.HoldsItsPart(ticket, jobs);

    /// <summary>Whether the application of a job that comes has hardly any waiting of that class, beside the one that has most of the queue.</summary>
    public bool HoldsLittle(Ticket ticket) => _applications.HoldsLittle(ticket);

    /// <summary>Takes a job out because nobody waits for it any more.</summary>
    public void Remove(Ticket ticket)
    {
        TakeOut(ticket);
        ticket.Share = null;
    }

    /// <summary>Who must go now that the queue holds more than it may; null when it does not.</summary>
    /// <returns>
    /// The newest job of the application that holds most of the queue, so that a flood pushes out its own; without fairness, the newest of all.
    /// </returns>
    public Ticket? Excess(Ticket newest)
    {
        if (Count <= _settings.MaxQueue && _bytes <= _settings.MaxQueueBytes)
        {
            return null;
        }

        return _settings.Fairness == Fairness.Application ? _applications.NewestOfTheLargest : newest;
    }

    private void TakeOut(Ticket ticket)
    {
        HeapOf(ticket).Remove(ticket);
        _applications.Left(ticket);
        _bytes -= ticket.Bytes;
        if (ticket.DeadlineIndex >= 0)
        {
            _deadlines.Remove(ticket);
        }

        ticket.State = TicketState.Idle;
    }

    private IndexedHeap<Ticket, ByOrder> HeapOf(Ticket ticket) => ticket.Class == JobClass.Short ? _shorts : _longs;

    private readonly struct ByOrder : IHeapRule<Ticket>
    {
        public static bool IsBefore(Ticket item, Ticket other)
            => item.Key < other.Key || (item.Key == other.Key && item.Sequence < other.Sequence);

        public static int GetIndex(Ticket item) => item.OrderIndex;

        public static void SetIndex(Ticket item, int index) => item.OrderIndex = index;
    }

    private readonly struct ByDeadline : IHeapRule<Ticket>
    {
        public static bool IsBefore(Ticket item, Ticket other) => item.Deadline < other.Deadline;

        public static int GetIndex(Ticket item) => item.DeadlineIndex;

        public static void SetIndex(Ticket item, int index) => item.DeadlineIndex = index;
    }
}
