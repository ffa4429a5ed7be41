namespace Balancing.Core.Picking;

/// <summary>
/// Picks the candidate with the fewest requests in flight for its weight, this one included; of idle ones and others alike, the one whose
/// turn it is by weight. Choose it when jobs differ in length and workers in size.
/// </summary>
/// <remarks>
/// Reads every candidate once: the cost grows with the cluster. That the request being placed counts, and idle candidates are alike, is as
/// in HAProxy's leastconn; the first keeps a small worker from the second request while a big one could take it, the
/// second spreads a slow trickle by weight.
/// </remarks>
public sealed class WeightedLeastRequestsPolicy : IPickPolicy
{
    // What each has been given, over its weight: the lowest is next in a tie.
    private double[] _turns = [];

    /// <inheritdoc/>
    public string Name => PolicyNames.WeightedLeastRequests;

    /// <inheritdoc/>
    public int Pick<TLoads>(TLoads loads)
        where TLoads : struct, ILoads
    {
        var best = -1;
        var least = 0.0;
        for (var index = loads.NextFree(0); index >= 0; index = loads.NextFree(index + 1))
        {
            var inFlight = loads.InFlight(index);
            var cost = inFlight == 0 ? 0 : (inFlight + 1.0) / loads.Weight(index);
            if (best < 0 || cost < least || (cost == least && Turn(loads, index) < Turn(loads, best)))
            {
                best = index;
                least = cost;
            }
        }

        if (best >= 0)
        {
            _turns[best] = Turn(loads, best);
        }

        return best;
    }

    /// <summary>Those who join begin at the level of the least given, so that catching up is not asked of them.</summary>
    public IPickPolicy Follow(CandidateSet open)
    {
        var turns = new double[open.Candidates.Length];
        var level = _turns.Length > 0 ? _turns.Min() : 0;
        for (var index = 0; index < turns.Length; index++)
        {
            var previous = open.PreviousIndexes[index];
            turns[index] = previous < 0 ? 0 : _turns[previous] - level; // taken off everywhere, it never grows out of precision
        }

        _turns = turns;
        return this;
    }

    // Where it would stand after this pick; so a heavy one is the first at the beginning, too.
    private double Turn<TLoads>(TLoads loads, int index)
        where TLoads : struct, ILoads
        => _turns[index] + (1 / loads.Weight(index));
}
