using Balancing.Yarp.Leasing;
using Balancing.Yarp.Membership;
using Yarp.ReverseProxy.Model;

namespace Broker.Api.Dashboard;

/// <summary>The states of destinations as the dashboard shows them.</summary>
internal static class WorkerStates
{
    public const int Open = 0;
    public const int Unhealthy = 1;
    public const int Draining = 2;
    public const int Drained = 3;

    /// <summary>By number, as <c>GET /admin/workers</c> names them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["healthy", "unhealthy", "draining", "drained"];

    /// <summary>The state of a destination.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="open">Those of its cluster that are open.</param>
    /// <param name="inFlight">Requests it holds.</param>
    public static int Of(DestinationState destination, HashSet<DestinationState> open, int inFlight)
        => MemberMetadata.IsDraining(destination.Model.Config) ? inFlight > 0 ? Draining : Drained
            : open.Contains(destination) ? Open
            : Unhealthy;

    /// <summary>Why it is not open; null when it is.</summary>
    public static string? Why(DestinationState destination, int state) => state switch
    {
        Open => null,
        Draining => "closed to new jobs; those it holds run on",
        Drained => "closed to new jobs, and holds none any more",
        _ when destination.Health.Passive == DestinationHealth.Unhealthy => "its last jobs failed",
        _ when destination.Health.Active == DestinationHealth.Unhealthy => "does not answer its health check",
        _ => "not available",
    };

    /// <summary>The destinations of a cluster in the order in which they are shown everywhere.</summary>
    public static DestinationState[] Ordered(ClusterState cluster)
        => [.. cluster.DestinationsState.AllDestinations.OrderBy(destination => destination.DestinationId, DestinationOrder.ById)];
}
