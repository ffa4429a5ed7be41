using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Membership;

/// <summary>Keeps destinations that drain out of those open to requests, whatever rule of YARP's says which of the others are.</summary>
/// <remarks>Taken away before the rule looks: one that falls back on all, for none is healthy, must not fall back on these.</remarks>
internal sealed class DrainAwareDestinations(IAvailableDestinationsPolicy inner) : IAvailableDestinationsPolicy
{
    public string Name => inner.Name;

    public IReadOnlyList<DestinationState> GetAvailalableDestinations(ClusterConfig config, IReadOnlyList<DestinationState> allDestinations)
        => inner.GetAvailalableDestinations(config, allDestinations.Any(IsDraining) ? [.. allDestinations.Where(one => !IsDraining(one))] : allDestinations);

    private static bool IsDraining(DestinationState destination) => MemberMetadata.IsDraining(destination.Model.Config);
}
