using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Health;

/// <summary>Keeps ejected destinations out of those open to requests, and lets the least bad in where too few are left, whatever rule of YARP's says which others are.</summary>
internal sealed class HealthAwareDestinations(IAvailableDestinationsPolicy inner, HealthBook health) : IAvailableDestinationsPolicy
{
    public string Name => inner.Name;

    public IReadOnlyList<DestinationState> GetAvailalableDestinations(ClusterConfig config, IReadOnlyList<DestinationState> allDestinations)
        => health.Used(config, allDestinations, inner.GetAvailalableDestinations(config, allDestinations));
}
