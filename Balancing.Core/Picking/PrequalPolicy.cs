namespace Balancing.Core.Picking;

/// <summary>
/// Picks by what destinations say of their load when asked, by late probes of a few of them: the one with the lowest latency, but none
/// of those with the most requests. Choose it where many brokers, or others, share the workers and one's own counts tell little.
/// </summary>
/// <remarks>
/// At most 16 probes are looked at, however large the cluster; each pick asks for three new ones. Without at least two of use it is the less loaded, by
/// one's own count, of two drawn. Weights do not count: what a destination says does. Source: B. Wydrowski, R. Kleinberg, S. Rumble,
/// A. Archer, Load is not what you should balance: introducing Prequal, NSDI 2024; the figures are the paper's.
/// </remarks>
public sealed class PrequalPolicy(Random random) : IProbingPolicy
{
    // Below 2 per pick the probes are too old in a busy cluster; above 3 the paper found no more gain.
    private const int ProbesPerPick = 3;

    // With none at all a request after a pause would find no probe; the paper, too, asks a little when idle.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private ProbePool _pool = new(0, ProbesPerPick);
    private int[] _toAsk = [];
    private int _asked;
    private int _owed;
    private TimeSpan _lastAsked = TimeSpan.MinValue;

    /// <inheritdoc/>
    public string Name => PolicyNames.Prequal;

    /// <inheritdoc/>
    public bool JudgesSpeed => true;

    /// <inheritdoc/>
    public int Pick<TLoads>(TLoads loads)
        where TLoads : struct, ILoads
    {
        var picked = _pool.Take(loads);
        if (picked < 0)
        {
            var (first, second) = TwoDraws.Of(loads, random);
            picked = first == second || loads.InFlight(first) <= loads.InFlight(second) ? first : second;
        }

        if (picked >= 0)
        {
            _owed = Math.Min(_owed + ProbesPerPick, _toAsk.Length);
            _pool.Went(picked);
        }

        return picked;
    }

    /// <summary>In random order, each once before any is asked again.</summary>
    public int NextProbe(TimeSpan now)
    {
        // A single destination is picked whatever it says.
        if (_toAsk.Length < 2 || (_owed == 0 && _lastAsked > TimeSpan.MinValue && now - _lastAsked < LongestPause))
        {
            return -1;
        }

        _owed = Math.Max(0, _owed - 1);
        _lastAsked = now;
        _asked = _asked == _toAsk.Length ? 0 : _asked;
        var drawn = random.Next(_asked, _toAsk.Length);
        (_toAsk[_asked], _toAsk[drawn]) = (_toAsk[drawn], _toAsk[_asked]);
        return _toAsk[_asked++];
    }

    /// <inheritdoc/>
    public void Probed(int index, LoadProbe probe) => _pool.Add(index, probe, random.NextDouble());

    /// <summary>The probes of those who stay are kept.</summary>
    public IPickPolicy Follow(CandidateSet open)
    {
        _pool = _pool.Follow(open, ProbesPerPick);
        _toAsk = [.. Enumerable.Range(0, open.Candidates.Length)];
        _asked = 0;
        _owed = Math.Min(_owed, _toAsk.Length);
        return this;
    }
}
