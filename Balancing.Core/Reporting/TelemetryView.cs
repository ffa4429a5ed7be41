namespace Balancing.Core.Reporting;

/// <summary>What a destination has reported, looked at in one moment.</summary>
/// <param name="State">Whether to believe it.</param>
/// <param name="Report">The last report that could be true; empty before the first.</param>
/// <param name="Age">How old that report is; null before the first.</param>
/// <param name="Slots">The slots in force by its word; null when they are unknown, which counts as without limit.</param>
/// <param name="Fault">Why the last thing it said is absurd, in one line; null unless it was.</param>
public readonly record struct TelemetryView(TelemetryState State, LoadReport Report, TimeSpan? Age, int? Slots, string? Fault);
