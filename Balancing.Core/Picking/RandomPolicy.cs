namespace Balancing.Core.Picking;

/// <summary>
/// Draws a candidate, each as likely as its weight says. Choose it to compare others with, or where any order would meet an order in the requests.
/// </summary>
/// <remarks>
/// Constant work per pick where the weights are alike; where they differ, about the greatest over the mean as many draws, and after eight in vain
/// one look at each candidate.
/// </remarks>
public sealed class RandomPolicy(Random random) : IPickPolicy
{
    private const int Draws = 8;

    private double _greatest;

    /// <inheritdoc/>
    public string Name => PolicyNames.Random;

    /// <inheritdoc/>
    public int Pick<TLoads>(TLoads loads)
        where TLoads : struct, ILoads
    {
        var free = loads.FreeCount;
        if (free < 2)
        {
            return loads.NextFree(0);
        }

        // Drawn evenly and kept as often as its weight is of the greatest: exact, and without a table that slow start would make wrong.
        for (var draw = 0; draw < Draws; draw++)
        {
            var drawn = loads.FreeAt(random.Next(free));
            var weight = loads.Weight(drawn);
            if (weight >= _greatest || random.NextDouble() * _greatest < weight)
            {
                return drawn;
            }
        }

        return AlongAll(loads);
    }

    /// <inheritdoc/>
    public IPickPolicy Follow(CandidateSet open)
    {
        _greatest = 0;
        foreach (var candidate in open.Candidates)
        {
            _greatest = Math.Max(_greatest, candidate.Weight);
        }

        return this;
    }

    private int AlongAll<TLoads>(TLoads loads)
        where TLoads : struct, ILoads
    {
        var all = 0.0;
        for (var index = loads.NextFree(0); index >= 0; index = loads.NextFree(index + 1))
        {
            all += loads.Weight(index);
        }

        var left = random.NextDouble() * all;
        var last = -1;
        for (var index = loads.NextFree(0); index >= 0 && left >= 0; index = loads.NextFree(index + 1))
        {
            left -= loads.Weight(index);
            last = index;
        }

        return last;
    }
}
