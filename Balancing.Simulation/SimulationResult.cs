namespace Balancing.Simulation;

/// <summary>What came of one run. Classes are what the jobs are, whatever their labels say.</summary>
/// <param name="Design">Which way the cluster was run.</param>
/// <param name="Counted">Latencies of the jobs that came after the warm-up.</param>
/// <param name="Start">Latencies of the jobs that came in the first ten seconds, warm-up or not.</param>
/// <param name="Ended">Jobs that ran to their end, warm-up included.</param>
/// <param name="Refused">Jobs that the dispatcher refused, warm-up included.</param>
/// <param name="JobsPerSecond">Jobs ended per second, between the end of the warm-up and the last arrival.</param>
/// <param name="Utilisation">The share of the cluster's slots that was busy over the same time.</param>
/// <param name="Duration">From the start to the end of the last job, on the virtual clock.</param>
public sealed record SimulationResult(
    Design Design, LatencyReport Counted, LatencyReport Start, int Ended, int Refused, double JobsPerSecond, double Utilisation, TimeSpan Duration)
{
    /// <summary>The same by groups, in the order of the workload; one named "all" where it has none.</summary>
    public IReadOnlyList<GroupResult> Groups { get; init; } = [];

    /// <summary>Latencies by phase, in the order of the workload: of the counted jobs that came in it.</summary>
    public IReadOnlyList<LatencyReport> Phases { get; init; } = [];

    /// <summary>Jobs that were lost with their worker and sent again.</summary>
    public int Resent { get; init; }

    /// <summary>The whole distribution of the counted Shorts' latencies.</summary>
    public LatencyCurve ShortCurve { get; init; } = LatencyCurve.Of([]);

    /// <summary>That of Longs.</summary>
    public LatencyCurve LongCurve { get; init; } = LatencyCurve.Of([]);

    /// <summary>What was waiting and running meanwhile, warm-up included.</summary>
    public Timeline Timeline { get; init; } = new(TimeSpan.Zero, [], [], []);
}
