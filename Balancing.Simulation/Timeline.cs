namespace Balancing.Simulation;

/// <summary>What was going on over a run: means over steps of equal length, 512 to 1,024 of them in runs over a second.</summary>
/// <param name="Step">How long a step is; a power of two of milliseconds.</param>
/// <param name="WaitingShorts">Shorts that had come and did not run yet, wherever they were.</param>
/// <param name="WaitingLongs">Longs.</param>
/// <param name="BusySlots">Jobs that ran.</param>
public sealed record Timeline(
    TimeSpan Step, IReadOnlyList<double> WaitingShorts, IReadOnlyList<double> WaitingLongs, IReadOnlyList<double> BusySlots);
