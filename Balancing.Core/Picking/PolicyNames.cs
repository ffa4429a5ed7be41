namespace Balancing.Core.Picking;

/// <summary>The names of the policies, as configuration, commands and logs spell them; compared without regard to case.</summary>
public static class PolicyNames
{
    /// <summary>Strict rotation: <see cref="RoundRobinPolicy"/>.</summary>
    public const string RoundRobin = "round-robin";

    /// <summary>Fewest in flight: <see cref="LeastRequestsPolicy"/>.</summary>
    public const string LeastRequests = "least-requests";

    /// <summary>The other name of <see cref="LeastRequests"/>.</summary>
    public const string Balanced = "balanced";
}
