namespace Balancing.Core.Picking;

/// <summary>
/// Draws two different candidates and picks the one that would be sooner done: by its latency, peaks counted at once, times the requests it would
/// hold, for its weight. Choose it where workers differ in speed, or stall at times, and jobs are alike.
/// </summary>
/// <remarks>
/// Constant work per pick: two draws and two exponentials. Jobs of very different lengths blur what it learns: there the longest of late passes for a
/// slow worker. Source: Finagle's P2CPeakEwma and Linkerd; see <see cref="Estimating.PeakEwma"/>.
/// </remarks>
public sealed class PeakEwmaPolicy(Random random) : IPickPolicy
{
    // Above any product of a latency and a count: of one unknown and one known the known gets the request, unless the unknown is idle.
    private const double Unknown = 1e12;

    /// <inheritdoc/>
    public string Name => PolicyNames.PeakEwma;

    /// <inheritdoc/>
    public bool JudgesSpeed => true;

    /// <inheritdoc/>
    public int Pick<TLoads>(TLoads loads)
        where TLoads : struct, ILoads
    {
        var (first, second) = TwoDraws.Of(loads, random);
        return first == second || Cost(loads, first) <= Cost(loads, second) ? first : second;
    }

    // One that has answered nothing yet gets one request, so that there is something to learn from, and no more until that ends.
    private static double Cost<TLoads>(TLoads loads, int index)
        where TLoads : struct, ILoads
    {
        var inFlight = loads.InFlight(index);
        var latency = loads.Latency(index);
        if (latency <= 0)
        {
            latency = inFlight == 0 ? 0 : Unknown;
        }

        return latency * (inFlight + 1.0) / loads.Weight(index);
    }
}
