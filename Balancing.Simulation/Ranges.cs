using System.Runtime.CompilerServices;

namespace Balancing.Simulation;

/// <summary>Refuses figures with which a run would make no sense, or never end.</summary>
internal static class Ranges
{
    public static void Check(Workload workload, Cluster cluster)
    {
        AtLeast(workload.Jobs, 1);
        AtLeast(workload.Applications, 1);
        Above0(workload.Rate);
        Above0(workload.ShortMean.Ticks);
        Above0(workload.LongMean.Ticks);
        Within(workload.LongShare, 0, 1);
        Within(workload.LongSigma, 0, 10);
        Within(workload.WarmUp, 0, 0.99);
        AtLeast(cluster.Workers, 1);
        AtLeast(cluster.Slots, 1);
        AtLeast(cluster.Network.Ticks, 0);
        foreach (var speed in cluster.Speeds)
        {
            Above0(speed);
        }

        if (workload.Bursts is { } bursts)
        {
            Within(bursts.Height, 1, 1.99);
            Above0(bursts.Phase.Ticks);
        }
    }

    private static void AtLeast(double value, double least, [CallerArgumentExpression(nameof(value))] string name = "")
        => Within(value, least, double.MaxValue, name);

    // A billionth: below, times on the virtual clock leave its range.
    private static void Above0(double value, [CallerArgumentExpression(nameof(value))] string name = "")
        => Within(value, 1e-9, double.MaxValue, name);

    // Written so that NaN is refused.
    private static void Within(double value, double least, double most, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= least && value <= most))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {least} to {most}.");
        }
    }
}
