namespace Balancing.Core.Picking;

/// <summary>
/// Gives each candidate as many turns as its weight says, and spreads the turns of a heavy one between those of the others. Choose it when workers
/// differ in size by known figures and jobs are alike.
/// </summary>
/// <remarks>
/// Looks at every candidate: the cost grows with the cluster. With whole weights, any run of as many picks as they sum up to gives each exactly its
/// weight. Source: the smooth weighted round-robin of nginx (I. Sysoev, 2012); with like weights it is a strict rotation.
/// </remarks>
public sealed class WeightedRoundRobinPolicy : IPickPolicy
{
    // What each is owed, in turns; the sum is 0.
    private double[] _owed = [];

    /// <inheritdoc/>
    public string Name => PolicyNames.WeightedRoundRobin;

    /// <inheritdoc/>
    public int Pick<TLoads>(TLoads loads)
        where TLoads : struct, ILoads
    {
        var best = -1;
        var all = 0.0;
        for (var index = loads.NextFree(0); index >= 0; index = loads.NextFree(index + 1))
        {
            var weight = loads.Weight(index);
            all += weight;
            _owed[index] += weight;

            // A hair, or the sums of weights like 0.1 would turn the order among equals about.
            if (best < 0 || _owed[index] > _owed[best] + 1e-9)
            {
                best = index;
            }
        }

        if (best >= 0)
        {
            _owed[best] -= all;
        }

        return best;
    }

    /// <summary>Those who stay keep what they are owed, shared out anew so that nothing is owed in sum; those who join begin with nothing.</summary>
    public IPickPolicy Follow(CandidateSet open)
    {
        var owed = new double[open.Candidates.Length];
        var (sum, stayed) = (0.0, 0);
        for (var index = 0; index < owed.Length; index++)
        {
            if (open.PreviousIndexes[index] >= 0)
            {
                owed[index] = _owed[open.PreviousIndexes[index]];
                sum += owed[index];
                stayed++;
            }
        }

        for (var index = 0; index < owed.Length; index++)
        {
            owed[index] -= open.PreviousIndexes[index] >= 0 ? sum / stayed : 0;
        }

        _owed = owed;
        return this;
    }

    /// <summary>Another rotation, so that retries do not take turns away.</summary>
    public IPickPolicy Apart() => new WeightedRoundRobinPolicy();
}
