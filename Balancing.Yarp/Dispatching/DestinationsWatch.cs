using Balancing.Yarp.Health;
using Balancing.Yarp.Leasing;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Dispatching;

/// <summary>
/// Tells the dispatch at once when destinations open or close: requests may wait for it, and no other may come by to look. Has YARP ask anew which are open when the verdicts on their health change.
/// </summary>
internal sealed class DestinationsWatch : IClusterDestinationsUpdater
{
    private readonly IClusterDestinationsUpdater _inner;
    private readonly BalancingState _state;
    private readonly HealthBook _health;

    public DestinationsWatch(IClusterDestinationsUpdater inner, BalancingState state, HealthBook health)
    {
        (_inner, _state, _health) = (inner, state, health);
        health.Changed += UpdateAvailableDestinations;
    }

    public void UpdateAllDestinations(ClusterState cluster)
    {
        _health.Follow(cluster);
        _inner.UpdateAllDestinations(cluster);
        Follow(cluster);
    }

    public void UpdateAvailableDestinations(ClusterState cluster)
    {
        _inner.UpdateAvailableDestinations(cluster);

        // YARP takes the list and then waits for its turn: who joined meanwhile would be out of it again, and get nothing until somebody else joins or leaves.
        if (!IsWhole(cluster))
        {
            UpdateAllDestinations(cluster);
            return;
        }

        Follow(cluster);
    }

    private static bool IsWhole(ClusterState cluster)
    {
        var listed = cluster.DestinationsState.AllDestinations;
        if (listed.Count != cluster.Destinations.Count)
        {
            return false;
        }

        foreach (var destination in listed)
        {
            if (!cluster.Destinations.TryGetValue(destination.DestinationId, out var known) || known != destination)
            {
                return false;
            }
        }

        return true;
    }

    // A cluster that is just being made has no model yet.
    private void Follow(ClusterState cluster)
    {
        if (cluster.Model is not null)
        {
            _state.Of(cluster).Follow(cluster, policy: null);
            _state.NoteDestinations();
        }
    }
}
