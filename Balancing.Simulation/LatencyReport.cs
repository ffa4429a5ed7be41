namespace Balancing.Simulation;

/// <summary>The latencies of both classes over one stretch of a run.</summary>
/// <param name="Short">Those of Shorts.</param>
/// <param name="Long">Those of Longs.</param>
public sealed record LatencyReport(LatencySummary Short, LatencySummary Long);
