using Balancing.Core.Outliers;
using Balancing.Yarp.Health;
using Balancing.Yarp.Leasing;
using Balancing.Yarp.Membership;
using Broker.Api.Health;
using Yarp.ReverseProxy.Model;
using DestinationHealth = Yarp.ReverseProxy.Model.DestinationHealth;

namespace Broker.Api.Dashboard;

/// <summary>The states of destinations as the dashboard shows them.</summary>
internal static class WorkerStates
{
    public const int Open = 0;
    public const int Unhealthy = 1;
    public const int Ejected = 2;
    public const int Draining = 3;
    public const int Drained = 4;

    /// <summary>The state of a destination; the page has names for them.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="open">Those of its cluster that are open.</param>
    /// <param name="inFlight">Requests it holds.</param>
    /// <param name="health">What is held against it.</param>
    public static int Of(DestinationState destination, HashSet<DestinationState> open, int inFlight, HealthView health)
        => MemberMetadata.IsDraining(destination.Model.Config) ? inFlight > 0 ? Draining : Drained
            : open.Contains(destination) ? Open
            : health.State == OutlierState.Ejected ? Ejected
            : Unhealthy;

    /// <summary>Why it is not open, or open with something against it; null when nothing is.</summary>
    public static string? Why(DestinationState destination, int state, HealthView health) => state switch
    {
        Draining => "closed to new jobs; those it holds run on",
        Drained => "closed to new jobs, and holds none any more",
        _ when HealthWords.Why(health, state == Open) is { } why => why,
        Open => null,
        _ when destination.Health.Passive == DestinationHealth.Unhealthy => "its last jobs failed",
        _ when destination.Health.Active == DestinationHealth.Unhealthy => "it does not answer its health checks",
        _ => "not available",
    };

    /// <summary>The destinations of a cluster in the order in which they are shown everywhere.</summary>
    public static DestinationState[] Ordered(ClusterState cluster)
        => [.. cluster.DestinationsState.AllDestinations.OrderBy(destination => destination.DestinationId, DestinationOrder.ById)];
}
