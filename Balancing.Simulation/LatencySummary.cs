namespace Balancing.Simulation;

/// <summary>How long the jobs of one class took, from arrival at the broker to the answer's return there.</summary>
/// <remarks>Exact: every sample is kept and sorted, 8 bytes each.</remarks>
/// <param name="Jobs">How many jobs it rests on; without any, all times are zero.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="P50">Half of them took no longer.</param>
/// <param name="P99">99 of 100 took no longer.</param>
/// <param name="P999">999 of 1,000 took no longer.</param>
public sealed record LatencySummary(int Jobs, TimeSpan Mean, TimeSpan P50, TimeSpan P99, TimeSpan P999)
{
    internal static LatencySummary Of(List<long> sorted)
    {
        if (sorted.Count == 0)
        {
            return new LatencySummary(0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        }

        return new LatencySummary(sorted.Count, TimeSpan.FromTicks((long)sorted.Average()), At(sorted, 0.5), At(sorted, 0.99), At(sorted, 0.999));
    }

    // Nearest rank: the smallest sample that this share of all does not exceed.
    internal static TimeSpan At(List<long> sorted, double share) => TimeSpan.FromTicks(sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)]);
}
