using System.Runtime.CompilerServices;
using Balancing.Yarp.Forwarding;
using Balancing.Yarp.Leasing;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Health;

/// <summary>The health of all clusters, by the results of their requests; it lives as long as YARP knows the cluster.</summary>
internal sealed class HealthBook(BalancingState state, HealthRules rules, ILogger<OutlierLog> logger) : ITryObserver
{
    private readonly ConditionalWeakTable<ClusterState, ClusterHealth> _clusters = [];
    private readonly ConditionalWeakTable<DestinationState, ClusterHealth> _owners = [];

    /// <summary>Other destinations of the cluster are to be used than before.</summary>
    public event Action<ClusterState>? Changed;

    public HealthRules Rules => rules;

    /// <summary>Costs a look into a table.</summary>
    public ClusterHealth Of(ClusterState cluster) => _clusters.TryGetValue(cluster, out var health) ? health : Begin(cluster);

    /// <summary>Something has changed that others say of the cluster's destinations: it is asked anew which of them are used.</summary>
    public void Look(ClusterState cluster) => Changed?.Invoke(cluster);

    /// <summary>Learns whose the destinations are. YARP asks which of them are open by the cluster's configuration alone.</summary>
    public void Follow(ClusterState cluster)
    {
        var health = Of(cluster);
        foreach (var destination in cluster.Destinations.Values)
        {
            _owners.TryAdd(destination, health);
        }
    }

    /// <summary>Which destinations are used.</summary>
    /// <param name="config">The cluster's.</param>
    /// <param name="present">All there are, but for those that drain.</param>
    /// <param name="open">Those of them that nothing else speaks against.</param>
    public IReadOnlyList<DestinationState> Used(ClusterConfig config, IReadOnlyList<DestinationState> present, IReadOnlyList<DestinationState> open)
        => present.Count > 0 && _owners.TryGetValue(present[0], out var health) ? health.Used(config, present, open) : open;

    public void Ended(in EndedTry ended) => Of(ended.Cluster).Ended(ended);

    private ClusterHealth Begin(ClusterState cluster)
        => _clusters.GetValue(cluster, one => new ClusterHealth(one.ClusterId, state.Of(one), rules, new OutlierLog(logger, state.Measures), () => Look(one)));
}
