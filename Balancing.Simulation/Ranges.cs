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
        Within(workload.WarmUp, 0, 0.99);
        if (workload.Bursts is { } bursts)
        {
            Within(bursts.Height, 1, 1.99);
            Above0(bursts.Phase.Ticks);
        }

        if (workload.Recorded is { } recorded)
        {
            Within(recorded.Count, workload.Jobs, int.MaxValue);
            Within(workload.Groups.Count, 0, 0); // whose groups would they be?
        }

        Check(workload.Groups);
        Check(workload.Phases);
        Check(cluster);
    }

    /// <summary>The value, when it lies in its range; written so that NaN does not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not.</exception>
    public static double Within(double value, double least, double most, [CallerArgumentExpression(nameof(value))] string name = "")
        => value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {least} to {most}.");

    private static void Check(IReadOnlyList<ApplicationGroup> groups)
    {
        Within(groups.Count, 0, ushort.MaxValue);
        foreach (var group in groups)
        {
            AtLeast(group.Applications, 1);
            Above0(group.Weight);
            Above0(group.Rate ?? 1);
            Within(group.LongShare ?? 0, 0, 1);
            Within(group.WrongLabels, 0, 1);
            Above0((group.Deadline ?? TimeSpan.MaxValue).Ticks);
        }
    }

    private static void Check(IReadOnlyList<Phase> phases)
    {
        var end = TimeSpan.Zero;
        foreach (var phase in phases.OrderBy(phase => phase.From))
        {
            AtLeast(phase.From.Ticks, end.Ticks); // else it overlaps the one before
            AtLeast(phase.To.Ticks, phase.From.Ticks + 1);
            Within(phase.LongShare ?? 0, 0, 1);
            Within(phase.RateFactor, 0.001, 1000);
            end = phase.To;
        }
    }

    private static void Check(Cluster cluster)
    {
        AtLeast(cluster.Workers, 1);
        AtLeast(cluster.Slots, 1);
        AtLeast(cluster.Brokers, 1);
        AtLeast(cluster.Network.Ticks, 0);
        AtLeast(cluster.NetworkScatter.Ticks, 0);
        AtLeast(cluster.TimerStep.Ticks, 0);
        foreach (var speed in cluster.Speeds)
        {
            Above0(speed);
        }

        foreach (var outage in cluster.Outages)
        {
            Within(outage.Worker, 0, cluster.Workers - 1);
            AtLeast(outage.From.Ticks, 0);
            AtLeast((outage.To ?? TimeSpan.MaxValue).Ticks, outage.From.Ticks + 1);
        }
    }

    private static void AtLeast(double value, double least, [CallerArgumentExpression(nameof(value))] string name = "")
        => Within(value, least, double.MaxValue, name);

    // A billionth: below, times on the virtual clock leave its range.
    private static void Above0(double value, [CallerArgumentExpression(nameof(value))] string name = "")
        => Within(value, 1e-9, double.MaxValue, name);
}
