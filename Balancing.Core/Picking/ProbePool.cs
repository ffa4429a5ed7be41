namespace Balancing.Core.Picking;

/// <summary>The late probes that Prequal picks by: at most 16, one of a destination, none older than a second.</summary>
/// <remarks>Not thread-safe. Everything costs a look at each.</remarks>
internal sealed class ProbePool
{
    private const int MostProbes = 16;

    // Candidates with more requests than this quantile of the probes are hot and get nothing while others are cold: 2^-0.25, the paper's best. At 0 it would be
    // least requests by probes, at 1 lowest latency.
    private const double HotQuantile = 0.84;

    // How many more requests than it should a probe may serve; 1 as in the paper.
    private const double OverUse = 1;

    private static readonly TimeSpan OldestAge = TimeSpan.FromSeconds(1);

    private readonly Entry[] _entries;
    private readonly double _uses;
    private int _count;
    private bool _removesWorst;

    public ProbePool(int destinations, int probesPerPick)
    {
        _entries = new Entry[Math.Min(MostProbes, destinations)];

        // How many uses keep the pool full where probes of destinations already in it bring nothing new and one is removed with each pick. In small clusters
        // all are in it: then a probe is used until a newer one takes its place.
        var gained = ((1 - ((double)_entries.Length / Math.Max(1, destinations))) * probesPerPick) - 1;
        _uses = gained > 0 ? Math.Max(1, (1 + OverUse) / gained) : int.MaxValue;
    }

    /// <summary>A probe came; it takes the place of the destination's last one, or of the oldest.</summary>
    /// <param name="index">Whose.</param>
    /// <param name="probe">With a latency.</param>
    /// <param name="chance">From 0 to 1, drawn evenly: uses are whole numbers, on average the right one.</param>
    public void Add(int index, LoadProbe probe, double chance)
    {
        var place = PlaceOf(index);
        if (place < 0)
        {
            place = _count < _entries.Length ? _count++ : Oldest();
        }

        _entries[place] = new Entry(index, Math.Max(0, probe.InFlight), probe.Latency ?? TimeSpan.Zero, probe.At, (int)Math.Min(int.MaxValue, _uses + chance));
    }

    /// <summary>The destination to pick: the lowest latency of the cold, or where all are hot the fewest requests; -1 for fewer than two probes of use.</summary>
    public int Take<TLoads>(TLoads loads)
        where TLoads : struct, ILoads
    {
        Forget(loads.Now);
        Span<int> inFlight = stackalloc int[MostProbes];
        var usable = 0;
        for (var place = 0; place < _count; place++)
        {
            if (loads.IsFree(_entries[place].Index))
            {
                inFlight[usable++] = _entries[place].InFlight;
            }
        }

        if (usable < 2)
        {
            return -1;
        }

        inFlight[..usable].Sort();
        var best = Best(loads, inFlight[(int)(HotQuantile * (usable - 1))]);
        var picked = _entries[best].Index;
        if (--_entries[best].Uses == 0)
        {
            RemoveAt(best);
        }

        // Those that are left over are the bad and the old: each pick takes one of them away, in turns, but does not empty a pool that fills slowly; nor
        // one that holds all, where a newer word of each takes the place of the older.
        if (_uses < int.MaxValue && _count > _entries.Length / 2)
        {
            RemoveAt(_removesWorst ? Worst() : Oldest());
            _removesWorst = !_removesWorst;
        }

        return picked;
    }

    /// <summary>A request went there: its next probe will say so, until then it is added.</summary>
    public void Went(int index)
    {
        if (PlaceOf(index) is >= 0 and var place)
        {
            _entries[place].InFlight++;
        }
    }

    public ProbePool Follow(CandidateSet open, int probesPerPick)
    {
        var pool = new ProbePool(open.Candidates.Length, probesPerPick);
        for (var index = 0; index < open.Candidates.Length; index++)
        {
            if (open.PreviousIndexes[index] >= 0 && PlaceOf(open.PreviousIndexes[index]) is >= 0 and var place && pool._count < pool._entries.Length)
            {
                pool._entries[pool._count++] = _entries[place] with { Index = index };
            }
        }

        return pool;
    }

    private int Best<TLoads>(TLoads loads, int hotAbove)
        where TLoads : struct, ILoads
    {
        var best = -1;
        for (var place = 0; place < _count; place++)
        {
            if (loads.IsFree(_entries[place].Index) && (best < 0 || IsBetter(_entries[place], _entries[best], hotAbove)))
            {
                best = place;
            }
        }

        return best;
    }

    private static bool IsBetter(in Entry one, in Entry other, int hotAbove)
    {
        var (isHot, otherIsHot) = (one.InFlight > hotAbove, other.InFlight > hotAbove);
        if (isHot != otherIsHot)
        {
            return otherIsHot;
        }

        return isHot || one.Latency == other.Latency ? one.InFlight < other.InFlight : one.Latency < other.Latency;
    }

    // Of the hot the one with the most requests; where none is hot, the slowest.
    private int Worst()
    {
        Span<int> inFlight = stackalloc int[MostProbes];
        for (var place = 0; place < _count; place++)
        {
            inFlight[place] = _entries[place].InFlight;
        }

        inFlight[.._count].Sort();
        var hotAbove = inFlight[(int)(HotQuantile * (_count - 1))];
        var worst = 0;
        for (var place = 1; place < _count; place++)
        {
            worst = IsBetter(_entries[worst], _entries[place], hotAbove) ? place : worst;
        }

        return worst;
    }

    private int Oldest()
    {
        var oldest = 0;
        for (var place = 1; place < _count; place++)
        {
            oldest = _entries[place].At < _entries[oldest].At ? place : oldest;
        }

        return oldest;
    }

    private int PlaceOf(int index)
    {
        for (var place = 0; place < _count; place++)
        {
            if (_entries[place].Index == index)
            {
                return place;
            }
        }

        return -1;
    }

    private void Forget(TimeSpan now)
    {
        for (var place = _count - 1; place >= 0; place--)
        {
            if (now - _entries[place].At > OldestAge)
            {
                RemoveAt(place);
            }
        }
    }

    private void RemoveAt(int place) => _entries[place] = _entries[--_count];

    private record struct Entry(int Index, int InFlight, TimeSpan Latency, TimeSpan At, int Uses);
}
