using Balancing.Yarp.Leasing;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Policies;

/// <summary>Gives one policy of the core to YARP under its name; all of them go through this class.</summary>
/// <remarks>
/// The lease is taken with the pick, so that a burst sees itself. YARP does not ask when only one destination is left;
/// there the forwarder takes it.
/// </remarks>
internal sealed class PickPolicyAdapter(string name, BalancingState state) : ILoadBalancingPolicy
{
    public string Name => name;

    public DestinationState? PickDestination(
        HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations)
        => state.Of(cluster).Pick(context, cluster, availableDestinations, name)?.Destination;
}
