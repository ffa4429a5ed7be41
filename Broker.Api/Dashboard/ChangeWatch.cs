using Balancing.Yarp.Leasing;
using Balancing.Yarp.Membership;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Broker.Api.Dashboard;

/// <summary>Notes on the time axis which workers closed or opened, and which settings changed. Called by one thread.</summary>
/// <remarks>Costs a comparison a cluster where nothing has changed, and a look at each of its destinations where something has.</remarks>
internal sealed class ChangeWatch(IProxyStateLookup proxy, BalancingState balancing, Traffic traffic)
{
    private readonly Dictionary<string, Known> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Compares with what was there at the last look; the first look notes nothing.</summary>
    public void Look()
    {
        foreach (var cluster in proxy.GetClusters())
        {
            var before = _known.GetValueOrDefault(cluster.ClusterId);
            var policy = cluster.Model.Config.LoadBalancingPolicy ?? "";
            var now = before is not null && ReferenceEquals(before.Destinations, cluster.DestinationsState) && before.Version == balancing.Version && before.Policy == policy
                ? before
                : Compare(cluster, policy, before);
            _known[cluster.ClusterId] = now;
        }
    }

    private Known Compare(ClusterState cluster, string policy, Known? before)
    {
        var destinations = cluster.DestinationsState;
        var open = destinations.AvailableDestinations.ToHashSet();
        var states = destinations.AllDestinations.ToDictionary(
            destination => destination.DestinationId, destination => open.Contains(destination) && !MemberMetadata.IsDraining(destination.Model.Config), StringComparer.OrdinalIgnoreCase);
        var now = new Known(destinations, balancing.Version, policy, states);
        if (before is null)
        {
            return now;
        }

        foreach (var destination in destinations.AllDestinations)
        {
            var id = destination.DestinationId;
            var isOpen = states[id];
            if (!before.States.TryGetValue(id, out var wasOpen))
            {
                traffic.Mark("opened", $"Worker {id} joined");
            }
            else if (wasOpen != isOpen)
            {
                traffic.Mark(isOpen ? "opened" : "closed", isOpen ? $"Worker {id} is open again" : WhyClosed(cluster, destination, open));
            }
        }

        foreach (var id in before.States.Keys.Where(id => !states.ContainsKey(id)))
        {
            traffic.Mark("closed", $"Worker {id} left");
        }

        if (before.Policy != policy)
        {
            traffic.Mark("changed", $"Policy {before.Policy} → {policy}");
        }

        if (before.Version != now.Version)
        {
            traffic.Mark("changed", "Dispatch settings changed");
        }

        return now;
    }

    private string WhyClosed(ClusterState cluster, DestinationState destination, HashSet<DestinationState> open)
    {
        var health = balancing.HealthOf(cluster, destination);
        var state = WorkerStates.Of(destination, open, balancing.LoadOf(cluster, destination).InFlight, health);
        return $"Worker {destination.DestinationId} closed: {WorkerStates.Why(destination, state, health)}";
    }

    private sealed record Known(object Destinations, int Version, string Policy, Dictionary<string, bool> States);
}
