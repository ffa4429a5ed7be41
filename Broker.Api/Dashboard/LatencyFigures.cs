namespace Broker.Api.Dashboard;

/// <summary>Latencies, from a job's arrival to the last byte of its answer.</summary>
/// <param name="Jobs">On how many jobs they rest; without any the others say nothing.</param>
/// <param name="P50">Half of them took no longer, in milliseconds.</param>
/// <param name="P99">99 of 100 took no longer.</param>
internal readonly record struct LatencyFigures(long Jobs, double P50, double P99);
