using Balancing.Core.Picking;
using Balancing.Yarp.Leasing;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Broker.Api.Admin;

/// <summary>Reads what the admin calls show out of YARP and the balancing.</summary>
internal sealed class WorkersView(IProxyStateLookup proxy, BalancingState balancing)
{
    public IReadOnlyList<WorkerView> All() =>
    [
        .. Clusters().SelectMany(cluster => cluster.Destinations.Values
            .OrderBy(destination => destination.DestinationId, DestinationOrder.ById)
            .Select(destination => View(cluster, destination))),
    ];

    public StatsView Stats() => new(
        All().Sum(worker => worker.InFlight), Clusters().Sum(balancing.WaitingIn), balancing.Forwarded, balancing.Failed, balancing.Retried);

    public PolicyView Policy()
    {
        var clusters = Clusters().ToDictionary(
            cluster => cluster.ClusterId, cluster => cluster.Model.Config.LoadBalancingPolicy!, StringComparer.OrdinalIgnoreCase);
        return new PolicyView(clusters.Values.FirstOrDefault(PolicyNames.RoundRobin), PickPolicies.BuiltIn.Names, clusters);
    }

    /// <summary>Why no request could be served now; null when one can.</summary>
    public string? NotReadyBecause()
        => Clusters().Any(cluster => cluster.DestinationsState.AvailableDestinations.Count > 0)
            ? null
            : "No destination is open: every worker is unreachable, or none is configured.";

    private IEnumerable<ClusterState> Clusters() => proxy.GetClusters().OrderBy(cluster => cluster.ClusterId, DestinationOrder.ById);

    private WorkerView View(ClusterState cluster, DestinationState destination)
    {
        var load = balancing.LoadOf(cluster, destination);
        var telemetry = balancing.TelemetryOf(cluster, destination);
        return new WorkerView(
            destination.DestinationId,
            cluster.ClusterId,
            destination.Model.Config.Address,
            cluster.DestinationsState.AvailableDestinations.Contains(destination) ? "healthy" : "unhealthy",
            load.InFlight,
            load.Assigned,
            load.Failed,
            load.Slots,
            telemetry.Report.Queued,
            telemetry.State.ToString().ToLowerInvariant(),
            Math.Round(load.Speed, 2),
            telemetry.Fault);
    }
}
