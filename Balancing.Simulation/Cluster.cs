namespace Balancing.Simulation;

/// <summary>The workers, and the way to them.</summary>
public sealed record Cluster
{
    /// <summary>How many workers, 1 or more.</summary>
    public int Workers { get; init; } = 3;

    /// <summary>Jobs that each worker runs at once, 1 or more. Further ones wait there.</summary>
    public int Slots { get; init; } = 8;

    /// <summary>How fast the first workers are, 1 for as fast as the workload's service times say; those without a figure have 1.</summary>
    public IReadOnlyList<double> Speeds { get; init; } = [];

    /// <summary>How long bytes travel between broker and worker, one way, 0 or more.</summary>
    public TimeSpan Network { get; init; } = TimeSpan.FromTicks(2000);

    /// <summary>Seconds of service that the cluster can give in a second.</summary>
    public double Capacity => Slots * Enumerable.Range(0, Workers).Sum(SpeedOf);

    /// <summary>How fast one worker is.</summary>
    /// <param name="worker">Its index, from 0.</param>
    public double SpeedOf(int worker) => worker < Speeds.Count ? Speeds[worker] : 1;
}
