namespace Balancing.Simulation;

/// <summary>What came of one run.</summary>
/// <param name="Design">Which way the cluster was run.</param>
/// <param name="Counted">Latencies of the jobs that came after the warm-up.</param>
/// <param name="Start">Latencies of the jobs that came in the first ten seconds, warm-up or not.</param>
/// <param name="Ended">Jobs that ran to their end, warm-up included.</param>
/// <param name="Refused">Jobs that the dispatcher refused, warm-up included.</param>
/// <param name="JobsPerSecond">Jobs ended per second, between the end of the warm-up and the last arrival.</param>
/// <param name="Utilisation">The share of the cluster's slots that was busy over the same time.</param>
/// <param name="Duration">From the start to the end of the last job, on the virtual clock.</param>
public sealed record SimulationResult(
    Design Design, LatencyReport Counted, LatencyReport Start, int Ended, int Refused, double JobsPerSecond, double Utilisation, TimeSpan Duration);
