namespace Balancing.Simulation;

/// <summary>A worker that dies: its connections break, the jobs it held are sent again elsewhere from their start, and no job goes there until it is back.</summary>
/// <param name="Worker">Which one, its index from 0.</param>
/// <param name="From">When it dies, on the virtual clock, 0 or more.</param>
public sealed record Outage(int Worker, TimeSpan From)
{
    /// <summary>When it is back, empty, after <see cref="From"/>; null for never.</summary>
    public TimeSpan? To { get; init; }
}
