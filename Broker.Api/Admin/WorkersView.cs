using Balancing.Core.Membership;
using Balancing.Core.Picking;
using Balancing.Yarp.Leasing;
using Balancing.Yarp.Membership;
using Broker.Api.Health;
using Broker.Api.Membership;
using Broker.Api.Proxy;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Broker.Api.Admin;

/// <summary>Reads what the admin calls show out of YARP and the balancing.</summary>
internal sealed class WorkersView(IProxyStateLookup proxy, BalancingState balancing, Members members, LiveProxyConfigProvider provider)
{
    public IReadOnlyList<WorkerView> All() =>
    [
        .. Clusters().SelectMany(cluster => cluster.Destinations.Values
            .OrderBy(destination => destination.DestinationId, DestinationOrder.ById)
            .Select(destination => View(cluster, destination))),
    ];

    /// <summary>The destinations of one id, in whichever clusters.</summary>
    public IReadOnlyList<WorkerView> Of(string id)
        => [.. Clusters().Select(cluster => Find(new MemberKey(cluster.ClusterId, id))).OfType<WorkerView>()];

    /// <summary>One destination; null when there is none of this name. Costs nothing in the others.</summary>
    public WorkerView? Find(MemberKey key)
        => proxy.TryGetCluster(key.Cluster, out var cluster) && cluster.Destinations.TryGetValue(key.Id, out var destination) ? View(cluster, destination) : null;

    /// <summary>The ids there are.</summary>
    public IEnumerable<string> Ids() => All().Select(worker => worker.Id).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The clusters there are.</summary>
    public IReadOnlyList<string> ClusterNames() => [.. Clusters().Select(cluster => cluster.ClusterId)];

    public StatsView Stats() => new(
        All().Sum(worker => worker.InFlight), Clusters().Sum(balancing.WaitingIn), balancing.Forwarded, balancing.Failed, balancing.Retried,
        balancing.Hedged, balancing.HedgesWon, [.. Clusters().Where(balancing.IsInPanic).Select(cluster => cluster.ClusterId)]);

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

    /// <summary>Whether the configuration itself closes a destination, so that no admin call opens it.</summary>
    public bool IsClosedByTheConfiguration(MemberKey key) => provider.Configured(key) is { } destination && MemberMetadata.IsDraining(destination);

    private IEnumerable<ClusterState> Clusters() => proxy.GetClusters().OrderBy(cluster => cluster.ClusterId, DestinationOrder.ById);

    private WorkerView View(ClusterState cluster, DestinationState destination)
    {
        var load = balancing.LoadOf(cluster, destination);
        var telemetry = balancing.TelemetryOf(cluster, destination);
        var health = balancing.HealthOf(cluster, destination);
        var isOpen = cluster.DestinationsState.AvailableDestinations.Contains(destination);
        var isDraining = MemberMetadata.IsDraining(destination.Model.Config);
        return new WorkerView(
            destination.DestinationId,
            cluster.ClusterId,
            destination.Model.Config.Address,
            isDraining ? load.InFlight > 0 ? "draining" : "drained" : isOpen ? "healthy" : "unhealthy",
            load.InFlight,
            load.Assigned,
            load.Failed,
            load.Slots,
            telemetry.Report.Queued,
            telemetry.State.ToString().ToLowerInvariant(),
            Math.Round(load.Speed, 2),
            telemetry.Fault,
            isDraining ? null : HealthWords.Why(health, isOpen),
            HealthWords.Ejection(health),
            Membership(new MemberKey(cluster.ClusterId, destination.DestinationId)));
    }

    private MembershipView Membership(MemberKey key) => members.Do((table, now) => table.Find(key) is { } member
        ? new MembershipView(
            member.Claim.Lease is null ? "added" : "registered", table.LeaseLeft(member, now)?.TotalMilliseconds, member.Claim.Epoch, member.Claim.Labels)
        : new MembershipView("configured", null, null, new Dictionary<string, string>())).Result;
}
