using Balancing.Yarp.Leasing;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Dispatching;

/// <summary>Tells the dispatch at once when destinations open or close: requests may wait for it, and no other may come by to look.</summary>
internal sealed class DestinationsWatch(IClusterDestinationsUpdater inner, BalancingState state) : IClusterDestinationsUpdater
{
    public void UpdateAllDestinations(ClusterState cluster)
    {
        inner.UpdateAllDestinations(cluster);
        Follow(cluster);
    }

    public void UpdateAvailableDestinations(ClusterState cluster)
    {
        inner.UpdateAvailableDestinations(cluster);
        Follow(cluster);
    }

    // A cluster that is just being made has no model yet.
    private void Follow(ClusterState cluster)
    {
        if (cluster.Model is not null)
        {
            state.Of(cluster).Follow(cluster, policy: null);
            state.NoteDestinations();
        }
    }
}
