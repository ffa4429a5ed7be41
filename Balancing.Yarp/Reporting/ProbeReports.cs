using Balancing.Yarp.Leasing;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Reporting;

/// <summary>Reads the load report on the answers to active health probes, before the probes' own policy opens a destination that was closed.</summary>
internal sealed class ProbeReports(IActiveHealthCheckPolicy inner, BalancingState state) : IActiveHealthCheckPolicy
{
    public string Name => inner.Name;

    public void ProbingCompleted(ClusterState cluster, IReadOnlyList<DestinationProbingResult> probingResults)
    {
        var dispatch = state.Of(cluster);
        foreach (var result in probingResults)
        {
            if (result.Response is { } answer)
            {
                ReportHeaders.Take(dispatch, result.Destination, answer, isProbe: true);
            }
        }

        inner.ProbingCompleted(cluster, probingResults);
    }
}
