namespace Balancing.Simulation;

/// <summary>Applications that behave alike: how much they send, of which kind, and how truly they label it.</summary>
/// <param name="Name">What the group is called in reports; its applications are <c>Name-1</c>, <c>Name-2</c> and so on.</param>
public sealed record ApplicationGroup(string Name)
{
    /// <summary>How many applications it has, all alike, 1 or more.</summary>
    public int Applications { get; init; } = 1;

    /// <summary>Its part of the workload's rate, relative to the other groups' weights, above 0; without meaning where it has a <see cref="Rate"/>.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>
    /// Jobs per second of its own, above 0: these come on top of the workload's rate, and follow neither its bursts nor its phases. So a flood is made. Null for
    /// a part of the workload's rate.
    /// </summary>
    public double? Rate { get; init; }

    /// <summary>Its share of Longs, from 0 to 1; null for that of the phase or the workload.</summary>
    public double? LongShare { get; init; }

    /// <summary>The share of its jobs that carry the wrong label, at random, from 0 to 1: 1 labels always wrongly.</summary>
    public double WrongLabels { get; init; }

    /// <summary>Whether its jobs carry no label at all.</summary>
    public bool IsUnlabelled { get; init; }

    /// <summary>The longest its jobs wait for a slot before they are refused, above 0; null for as long as it takes.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The same group at the rate that would by itself keep this multiple of the cluster's slots busy: 5 is a flood of five times what can be done.</summary>
    /// <param name="load">Above 0.</param>
    /// <param name="workload">How long its jobs take.</param>
    /// <param name="cluster">Whose slots.</param>
    public ApplicationGroup AtLoad(double load, Workload workload, Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(cluster);
        return this with { Rate = load * cluster.Capacity / workload.MeanSecondsOf(LongShare ?? workload.LongShare) };
    }
}
