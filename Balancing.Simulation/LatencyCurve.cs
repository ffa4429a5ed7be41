namespace Balancing.Simulation;

/// <summary>The distribution of latencies: what share of the jobs took no longer than what.</summary>
/// <param name="Shares">From 0 on, denser towards 1; the last is the largest that the number of jobs can tell.</param>
/// <param name="Times">As many.</param>
public sealed record LatencyCurve(IReadOnlyList<double> Shares, IReadOnlyList<TimeSpan> Times)
{
    // Fifty for every further nine: more than a chart has pixels.
    private const double PerNine = 50;

    internal static LatencyCurve Of(List<long> sorted)
    {
        if (sorted.Count == 0)
        {
            return new LatencyCurve([], []);
        }

        double[] shares =
        [
            .. Enumerable.Range(0, 1 + (int)(PerNine * Math.Log10(sorted.Count))).Select(point => 1 - Math.Pow(10, -point / PerNine)),
        ];
        return new LatencyCurve(shares, [.. shares.Select(share => LatencySummary.At(sorted, share))]);
    }
}
