namespace Balancing.Core.Picking;

/// <summary>
/// Draws two different candidates and picks the one that would be less loaded for its weight once it held this request. Choose it for large clusters,
/// and where several brokers share the workers: it never sends all of them to the same least loaded one.
/// </summary>
/// <remarks>
/// Constant work per pick, however large the cluster. A tie goes to the first draw. However great its weight, a candidate is drawn for two of n picks
/// at most: for weights that differ widely in a small cluster take <see cref="WeightedLeastRequestsPolicy"/>. Source: M. Mitzenmacher, The power of two
/// choices in randomized load balancing, IEEE TPDS 12 (2001).
/// </remarks>
public sealed class PowerOfTwoPolicy(Random random) : IPickPolicy
{
    /// <inheritdoc/>
    public string Name => PolicyNames.PowerOfTwo;

    /// <inheritdoc/>
    public int Pick<TLoads>(TLoads loads)
        where TLoads : struct, ILoads
    {
        var (first, second) = TwoDraws.Of(loads, random);
        return first == second || Cost(loads, first) <= Cost(loads, second) ? first : second;
    }

    // Counts the request being placed, so that among idle destinations the weights still decide.
    private static double Cost<TLoads>(TLoads loads, int index)
        where TLoads : struct, ILoads
        => (loads.InFlight(index) + 1.0) / loads.Weight(index);
}
