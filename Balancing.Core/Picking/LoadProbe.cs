namespace Balancing.Core.Picking;

/// <summary>What a destination said of its load.</summary>
/// <param name="InFlight">Requests it had, running and waiting, from all brokers; below 0 counts as 0.</param>
/// <param name="Latency">What it would take for a request that came now, by its own estimate; null when it tells none.</param>
/// <param name="At">When the answer came, on the driver's clock.</param>
public readonly record struct LoadProbe(int InFlight, TimeSpan? Latency, TimeSpan At);
