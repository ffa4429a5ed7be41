namespace Balancing.Core.Picking;

/// <summary>
/// Sends requests of the same key to the same candidate, as long as that holds no more than a quarter over its share of all that is in flight; then to
/// the next one on the ring. Choose it when workers cache what belongs to an application, a user, or whatever a header names.
/// </summary>
/// <remarks>
/// A search in the ring and some steps along it; one pick in n / 16 looks at every candidate. When a destination joins or leaves, only keys that it
/// gets or had are moved, but for those that a bound pushed on. A request without a key goes by a random one. Slow start narrows the bound, not the place
/// on the ring. Source: V. Mirrokni, M. Thorup, M. Zadimoghaddam, Consistent hashing with bounded loads, SODA 2018.
/// </remarks>
public sealed class ConsistentHashPolicy(Random random) : IPickPolicy
{
    /// <summary>
    /// What a candidate may hold over its even share before a key goes elsewhere. At 1.1 keys wander at every ripple, at 2 a popular key makes its worker
    /// twice as busy as the others.
    /// </summary>
    public const double Bound = 1.25;

    private HashRing _ring = HashRing.Empty;

    // Summing up all at each pick would cost as much as least-requests; a sum some picks old, with those picks added, is never too low by more than what
    // others added, and too high by no more than a sixteenth of a request for each candidate.
    private double _inFlight;
    private double _weights;
    private int _picksUntilSum;

    /// <inheritdoc/>
    public string Name => PolicyNames.ConsistentHash;

    /// <inheritdoc/>
    public bool JudgesSpeed => true;

    /// <inheritdoc/>
    public int Pick<TLoads>(TLoads loads)
        where TLoads : struct, ILoads
    {
        if (loads.FreeCount == 0)
        {
            return -1;
        }

        if (--_picksUntilSum <= 0)
        {
            SumUp(loads);
        }

        _inFlight++;
        var key = loads.Key;
        var home = _ring.PlaceOf(key != 0 ? key : (ulong)random.NextInt64());
        var nearestFree = -1;
        for (var step = 0; step < _ring.Length; step++)
        {
            var owner = _ring.OwnerAt(home, step);
            if (!loads.IsFree(owner))
            {
                continue;
            }

            if (loads.InFlight(owner) < Math.Ceiling(Bound * _inFlight * loads.Weight(owner) / _weights))
            {
                return owner;
            }

            nearestFree = nearestFree < 0 ? owner : nearestFree;
        }

        // Below their bound are only some without a free slot.
        return nearestFree;
    }

    /// <inheritdoc/>
    public IPickPolicy Follow(CandidateSet open)
    {
        _ring = _ring.Follow(open);
        _picksUntilSum = 0;
        return this;
    }

    private void SumUp<TLoads>(TLoads loads)
        where TLoads : struct, ILoads
    {
        _picksUntilSum = Math.Max(1, loads.Count / 16);
        (_inFlight, _weights) = (0, 0);
        for (var index = 0; index < loads.Count; index++)
        {
            _inFlight += loads.InFlight(index);
            _weights += loads.Weight(index);
        }
    }
}
