namespace Balancing.Core.Picking;

/// <summary>
/// Picks the candidate with the fewest requests in flight; a tie goes to the one that has been given the fewest so far.
/// Choose it when jobs differ in length or workers in speed.
/// </summary>
/// <remarks>
/// Reads every candidate once: the cost grows with the cluster. Sending the next request to the shortest queue is
/// optimal for like workers that serve in order of arrival (Winston, Optimality of the shortest line discipline, 1977);
/// the tie rule spreads a slow trickle, in which all are idle at each pick, as evenly as a rotation would.
/// </remarks>
public sealed class LeastRequestsPolicy : IPickPolicy
{
    /// <inheritdoc/>
    public string Name => PolicyNames.LeastRequests;

    /// <inheritdoc/>
    public int Pick<TLoads>(TLoads loads)
        where TLoads : struct, ILoads
    {
        var best = -1;
        var fewest = int.MaxValue;
        var given = long.MaxValue;
        for (var index = loads.NextFree(0); index >= 0; index = loads.NextFree(index + 1))
        {
            var inFlight = loads.InFlight(index);
            if (inFlight > fewest)
            {
                continue;
            }

            var candidateGiven = loads.Given(index);
            if (best < 0 || inFlight < fewest || candidateGiven < given)
            {
                best = index;
                fewest = inFlight;
                given = candidateGiven;
            }
        }

        return best;
    }
}
