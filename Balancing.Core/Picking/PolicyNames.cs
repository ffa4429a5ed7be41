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

    /// <summary>Turns by weight: <see cref="WeightedRoundRobinPolicy"/>.</summary>
    public const string WeightedRoundRobin = "weighted-round-robin";

    /// <summary>Fewest in flight for the weight: <see cref="WeightedLeastRequestsPolicy"/>.</summary>
    public const string WeightedLeastRequests = "weighted-least-requests";

    /// <summary>The less loaded of two drawn: <see cref="PowerOfTwoPolicy"/>.</summary>
    public const string PowerOfTwo = "power-of-two";

    /// <summary>The sooner done of two drawn: <see cref="PeakEwmaPolicy"/>.</summary>
    public const string PeakEwma = "peak-ewma";

    /// <summary>A draw by weight: <see cref="RandomPolicy"/>.</summary>
    public const string Random = "random";

    /// <summary>The same destination for the same key: <see cref="ConsistentHashPolicy"/>.</summary>
    public const string ConsistentHash = "consistent-hash";

    /// <summary>By the destinations' own word: <see cref="PrequalPolicy"/>.</summary>
    public const string Prequal = "prequal";
}
