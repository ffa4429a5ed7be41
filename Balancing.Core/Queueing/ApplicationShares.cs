namespace Balancing.Core.Queueing;

/// <summary>Who holds how much of the queue and of the slots, and whose turn it is: fair queueing between applications.</summary>
/// <remarks>
/// Shorts by start-time fair queueing: each gets a start tag, the later of the virtual time and its application's last finish tag; the lowest goes first (P. Goyal,
/// H. Vin, H. Cheng, Start-time Fair Queueing, SIGCOMM 1996). Longs in order of arrival, but for an application that has far more of them waiting than the others:
/// those go once the others have caught up. Virtual time of Longs is that of a fluid that serves all who wait at once (A. Parekh, R. Gallager, A
/// generalized processor sharing approach, IEEE/ACM ToN 1993). Applications that neither wait, run, nor are ahead of the virtual times are forgotten.
/// </remarks>
internal sealed class ApplicationShares(DispatchSettings settings)
{
    // How many Longs an application may have waiting beyond OthersBacklogs times what the others have on average, before its Longs go behind theirs. Without
    // the second part equals are told apart by chance as soon as all back up: with 8 alone, 20 equal applications in waves had a Long p99 of 1.25 instead of 1.05
    // of plain order, and 1 times the others 1.12 at 3 x 8. Without a bound, a flood stands before everybody.
    private const double LongAllowance = 8;
    private const double OthersBacklogs = 2;

    // With fewer jobs waiting than would fill the slots once, and than this, an application has sent a handful at once and not more than its share.
    private const int LeastBacklog = 8;

    // Beyond this the table is swept of those that no longer matter; what remains is bounded by the queue and the slots.
    private const int SweepAt = 1024;

    private const double LeastWeight = 0.001;
    private const double MostWeight = 1000;

    private readonly Dictionary<string, ApplicationShare> _shares = [];
    private readonly IndexedHeap<ApplicationShare, ByCount> _waiting = new();
    private readonly LongHolders _withLongs = new();
    private DispatchSettings _settings = settings;
    private double _shortTime;
    private double _lastShortFinish;
    private double _longTime;
    private double _lastLongFinish;

    // Of the applications with waiting Longs: the sum of their weights, and of their finish tags by weight.
    private double _longWeight;
    private double _longFinishes;
    private double _activeWeight;

    // Of the applications with waiting Shorts.
    private double _shortWeight;
    private int _sweepAt = SweepAt;

    /// <summary>Applications remembered.</summary>
    public int Count => _shares.Count;

    /// <summary>Those with jobs that wait or run.</summary>
    public int Active { get; private set; }

    /// <summary>Those with jobs that wait.</summary>
    public int Waiting => _waiting.Count;

    public Ticket? NewestOfTheLargest => _waiting.First?.Newest;

    /// <summary>The tag by which a job is ordered among those of its class.</summary>
    public double Tag(Ticket ticket)
    {
        var share = Of(ticket.Application);
        var cost = ticket.ExpectedSeconds / share.Weight;
        if (ticket.Class == JobClass.Short)
        {
            var start = Math.Max(_shortTime, share.ShortFinish);
            share.ShortFinish = start + cost;
            _lastShortFinish = Math.Max(_lastShortFinish, share.ShortFinish);
            return start;
        }

        // Its backlog of Longs in its own virtual time, against that of the others on average: where all are behind together, nobody has sent too much.
        var ahead = Math.Max(_longTime, share.LongFinish);
        _longFinishes += share.Longs.Count > 0 ? share.Weight * (ahead + cost - share.LongFinish) : 0;
        share.LongFinish = ahead + cost;
        _lastLongFinish = Math.Max(_lastLongFinish, share.LongFinish);
        var own = share.Longs.Count > 0 ? share.Weight : 0;
        var othersWeight = _longWeight - own;
        var others = othersWeight < LeastWeight / 2
            ? 0
            : Math.Max(0, ((_longFinishes - (own * (ahead + cost))) / othersWeight) - _longTime);
        return _longTime + Math.Max(0, ahead - _longTime - (OthersBacklogs * others) - (LongAllowance * cost));
    }

    /// <summary>
    /// A waiting job goes, called while it still waits: virtual time moves on, to the end of all tags if it was the last of its class and all are quits.
    /// </summary>
    public void Went(Ticket ticket, bool isLast)
    {
        var share = ticket.Share!;
        if (ticket.Class == JobClass.Short)
        {
            _shortTime = isLast ? _lastShortFinish : Math.Max(_shortTime, ticket.Key);
            share.RunningShorts++;
        }
        else
        {
            _longTime = isLast ? _lastLongFinish : _longTime + (ticket.ExpectedSeconds / _longWeight);
            share.RunningLongs++;
        }
    }

    /// <summary>A running job ended.</summary>
    public void Ended(Ticket ticket)
    {
        if (ticket.Share is not { } share)
        {
            return;
        }

        ticket.Share = null;
        if (ticket.Class == JobClass.Short)
        {
            share.RunningShorts--;
        }
        else
        {
            share.RunningLongs--;
        }

        Rest(share);
    }

    public void Joined(Ticket ticket)
    {
        var share = Of(ticket.Application);
        if (!share.IsActive)
        {
            Active++;
            _activeWeight += share.Weight;
        }

        ticket.Share = share;
        if (ticket.Class == JobClass.Short)
        {
            share.Shorts.Add(ticket);
            _shortWeight += share.Shorts.Count == 1 ? share.Weight : 0;
        }
        else
        {
            share.Longs.Add(ticket);
            if (share.Longs.Count == 1)
            {
                _withLongs.Add(share);
                _longWeight += share.Weight;
                _longFinishes += share.Weight * share.LongFinish;
            }
        }

        if (share.Waiting == 1)
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
        var share = ticket.Share!;
        if (ticket.Class == JobClass.Short)
        {
            share.Shorts.Remove(ticket);
            _shortWeight = Math.Max(0, _shortWeight - (share.Shorts.Count == 0 ? share.Weight : 0));
        }
        else
        {
            LongLeft(ticket, share);
        }

        if (share.Waiting > 0)
        {
            _waiting.Moved(share);
            return;
        }

        _waiting.Remove(share);
        Rest(share);
    }

    /// <summary>
    /// The Long that goes before a waiting Short because the Short's application has the slots it may have, or more, and a backlog, while the Long's, another, has fewer; null
    /// when there is none.
    /// </summary>
    /// <param name="first">The Short whose turn it is.</param>
    /// <param name="slots">All slots of the open destinations.</param>
    public Ticket? LongBefore(Ticket first, long slots)
    {
        var one = first.Share!;
        if (_settings.Fairness == Fairness.None || one.Waiting < Math.Max(LeastBacklog, slots) || one.RunningShorts < one.Slots(slots / _activeWeight))
        {
            return null;
        }

        // Or its own Shorts would starve its Longs, where those of others hold what Longs are guaranteed.
        return _withLongs.Entitled(one, slots / _activeWeight) ?? (one == _waiting.First && one.RunningLongs == 0 ? one.Longs.Oldest : null);
    }

    /// <summary>About how many Shorts go before the next of an application: its own that wait, and for each of them as many of the others as their weights say.</summary>
    public double ShortsBefore(string application)
        => _shares.TryGetValue(application, out var share) ? share.Shorts.Count * Math.Max(1, _shortWeight / share.Weight) : 0;

    /// <summary>Whether an application has its part, or more, of so many waiting jobs of a class.</summary>
    public bool HoldsItsPart(Ticket ticket, double jobs)
        => _shares.TryGetValue(ticket.Application, out var share)
            && CountOf(ticket.Class, share) >= Math.Max(1, jobs * share.Weight / Math.Max(_activeWeight, share.Weight));

    /// <summary>Whether an application has so few jobs of a class waiting, beside all those of the one that has most, that it is not what fills the queue.</summary>
    public bool HoldsLittle(Ticket ticket)
    {
        // Not remembered for the question alone: a refused job would leave its application's name behind.
        var share = _shares.GetValueOrDefault(ticket.Application);
        var jobs = share is null ? 0 : CountOf(ticket.Class, share);
        return _waiting.First is { } largest && largest != share && largest.MakesLittleOf(jobs + 1, share?.Weight ?? WeightOf(ticket.Application));
    }

    /// <summary>Takes new settings over and forgets all tags; nobody may be waiting.</summary>
    public void Use(DispatchSettings settings)
    {
        _settings = settings;
        _shortTime = _lastShortFinish = _shortWeight = _longTime = _lastLongFinish = _activeWeight = _longWeight = _longFinishes = 0;
        foreach (var share in _shares.Values)
        {
            share.ShortFinish = share.LongFinish = 0;
            share.Weight = WeightOf(share.Application);
            _activeWeight += share.IsActive ? share.Weight : 0;
        }
    }

    private static int CountOf(JobClass jobClass, ApplicationShare share)
        => jobClass == JobClass.Short ? share.Shorts.Count : share.Longs.Count;

    private void LongLeft(Ticket ticket, ApplicationShare share)
    {
        share.Longs.Remove(ticket);
        if (share.Longs.Count > 0)
        {
            _withLongs.Moved(share);
            return;
        }

        _withLongs.Remove(share);
        _longWeight -= share.Weight;
        _longFinishes = _longWeight < LeastWeight / 2 ? _longWeight = 0 : _longFinishes - (share.Weight * share.LongFinish);
    }

    private ApplicationShare Of(string application)
    {
        if (!_shares.TryGetValue(application, out var share))
        {
            _shares[application] = share = new ApplicationShare(application) { Weight = WeightOf(application) };
        }

        return share;
    }

    private double WeightOf(string application)
        => _settings.Weights.TryGetValue(application, out var weight) && weight > 0 ? Math.Clamp(weight, LeastWeight, MostWeight) : 1;

    private void Rest(ApplicationShare share)
    {
        if (share.IsActive)
        {
            return;
        }

        // Begun anew where nobody is left, or rounding would grow in it.
        _activeWeight = --Active == 0 ? 0 : _activeWeight - share.Weight;
        Sweep();
    }

    private void Sweep()
    {
        if (_shares.Count < _sweepAt)
        {
            return;
        }

        foreach (var (application, share) in _shares)
        {
            if (!share.IsActive && share.ShortFinish <= _shortTime && share.LongFinish <= _longTime)
            {
                _shares.Remove(application);
            }
        }

        _sweepAt = Math.Max(SweepAt, 2 * _shares.Count);
    }

    private readonly struct ByCount : IHeapRule<ApplicationShare>
    {
        public static bool IsBefore(ApplicationShare item, ApplicationShare other) => item.Waiting > other.Waiting;

        public static int GetIndex(ApplicationShare item) => item.Index;

        public static void SetIndex(ApplicationShare item, int index) => item.Index = index;
    }
}
