namespace Balancing.Core.Picking;

/// <summary>
/// Gives each candidate its turn, one after the other. Choose it when jobs and workers are alike, or when a
/// predictable order is worth more than an even load.
/// </summary>
/// <remarks>
/// One atomic exchange per pick, however large the cluster; where destinations are full, a look at each that is passed over. Over one set of destinations, after any number of picks by
/// any number of threads, no two have been picked more than one time apart.
/// </remarks>
public sealed class RoundRobinPolicy : IPickPolicy
{
    // Unsigned and wide: at a billion picks a second it wraps after 584 years.
    private ulong _turns;

    /// <summary>A rotation that begins with the first candidate.</summary>
    public RoundRobinPolicy()
    {
    }

    private RoundRobinPolicy(ulong turns) => _turns = turns;

    /// <inheritdoc/>
    public string Name => PolicyNames.RoundRobin;

    /// <inheritdoc/>
    public int Pick<TLoads>(TLoads loads)
        where TLoads : struct, ILoads
    {
        var count = (uint)loads.Count;
        while (count > 0)
        {
            var turns = Volatile.Read(ref _turns);
            var turn = (int)(turns % count);
            var free = loads.NextFree(turn);
            var passedOver = 0;
            if (free < 0)
            {
                free = loads.NextFree(0);
                passedOver = (int)count;
            }

            if (free < 0)
            {
                break;
            }

            // Past those that are full, too: the next turn is that of the one behind the picked.
            if (Interlocked.CompareExchange(ref _turns, turns + (ulong)(passedOver + free - turn + 1), turns) == turns)
            {
                return free;
            }
        }

        return -1;
    }

    /// <summary>
    /// The rotation goes on with the destination whose turn it was; if that one has left, with the next after it that
    /// stayed. Those who join take the places their index gives them.
    /// </summary>
    public IPickPolicy Follow(CandidateSet open)
    {
        var previousIndexes = open.PreviousIndexes;
        var previousCount = open.PreviousCount;
        if (previousCount == 0)
        {
            return new RoundRobinPolicy();
        }

        var next = (int)(Volatile.Read(ref _turns) % (uint)previousCount);
        var start = 0;
        var fewestSteps = int.MaxValue;
        for (var index = 0; index < previousIndexes.Length; index++)
        {
            if (previousIndexes[index] < 0)
            {
                continue;
            }

            var steps = (previousIndexes[index] - next + previousCount) % previousCount;
            if (steps < fewestSteps)
            {
                fewestSteps = steps;
                start = index;
            }
        }

        return new RoundRobinPolicy((ulong)start);
    }

    /// <summary>Another rotation: if retries moved this one, the destination behind a broken one would lose its turns.</summary>
    public IPickPolicy Apart() => new RoundRobinPolicy();
}
