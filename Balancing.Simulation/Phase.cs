namespace Balancing.Simulation;

/// <summary>A stretch of the run in which the workload is another: more or fewer jobs, another mix.</summary>
/// <param name="From">When it begins, on the virtual clock, 0 or more.</param>
/// <param name="To">When it ends, after <paramref name="From"/>; phases may not overlap.</param>
public sealed record Phase(TimeSpan From, TimeSpan To)
{
    /// <summary>The share of Longs meanwhile, from 0 to 1; null for the workload's. A group with a share of its own keeps it.</summary>
    public double? LongShare { get; init; }

    /// <summary>The rate meanwhile as a multiple of the workload's, from 0.001 to 1,000.</summary>
    public double RateFactor { get; init; } = 1;

    /// <summary>The same phase at the rate that keeps this share of the cluster's slots busy with its own mix.</summary>
    /// <param name="load">Above 0.</param>
    /// <param name="workload">The workload it is a phase of, with its final rate.</param>
    /// <param name="cluster">Whose slots.</param>
    public Phase AtLoad(double load, Workload workload, Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(cluster);
        var mixed = workload with { LongShare = LongShare ?? workload.LongShare };
        return this with { RateFactor = load * cluster.Capacity / mixed.MeanSeconds / workload.Rate };
    }
}
