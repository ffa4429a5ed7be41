using Client.Cli.Brokers;

namespace Client.Cli.Top;

/// <summary>What the broker does at one moment: what <c>lb top</c> draws, and <c>lb top --json</c> prints.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Started">When the broker started.</param>
/// <param name="JobsPerSecond">Jobs that ended in the last whole second.</param>
/// <param name="Short">Latencies of Shorts over the last five minutes.</param>
/// <param name="Long">Latencies of Longs.</param>
/// <param name="Counts">Since the broker's start.</param>
/// <param name="Clusters">The clusters with their workers.</param>
/// <param name="Decisions">The last decisions, the latest first.</param>
internal sealed record TopSnapshot(
    DateTimeOffset At, DateTimeOffset Started, double JobsPerSecond, LatencyNow Short, LatencyNow Long, CountsNow Counts, TopCluster[] Clusters, DecisionState[] Decisions);

/// <summary>A cluster of it.</summary>
internal sealed record TopCluster(string Id, string Policy, QueueNow Queue, TopWorker[] Workers);

/// <summary>A worker of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Address">Where it is.</param>
/// <param name="State"><c>open</c>, <c>unhealthy</c>, <c>ejected</c>, <c>draining</c> or <c>drained</c>.</param>
/// <param name="InFlight">Jobs it holds.</param>
/// <param name="Shorts">Those of them that are Short.</param>
/// <param name="Longs">Those that are Long.</param>
/// <param name="Slots">Jobs it may hold; null without a limit.</param>
/// <param name="Why">What is held against it; null when nothing is.</param>
internal sealed record TopWorker(string Id, string Address, string State, int InFlight, int Shorts, int Longs, int? Slots, string? Why)
{
    /// <summary>Jobs sent to it beyond its slots, to wait there.</summary>
    public int Prefetched => Math.Max(0, InFlight - (Slots ?? InFlight));
}
