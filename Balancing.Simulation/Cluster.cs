namespace Balancing.Simulation;

/// <summary>The workers, the brokers before them, and the way between.</summary>
public sealed record Cluster
{
    /// <summary>How many workers, 1 or more.</summary>
    public int Workers { get; init; } = 3;

    /// <summary>Jobs that each worker runs at once, 1 or more. Further ones wait there.</summary>
    public int Slots { get; init; } = 8;

    /// <summary>How fast the first workers are, 1 for as fast as the workload's service times say; those without a figure have 1.</summary>
    public IReadOnlyList<double> Speeds { get; init; } = [];

    /// <summary>Workers that die, and come back.</summary>
    public IReadOnlyList<Outage> Outages { get; init; } = [];

    /// <summary>
    /// How many brokers share the jobs at random, 1 or more; each has a dispatcher of its own, sees only what it sent itself, and takes all slots of every worker for its own.
    /// </summary>
    public int Brokers { get; init; } = 1;

    /// <summary>How long bytes travel between broker and worker at least, one way, 0 or more.</summary>
    public TimeSpan Network { get; init; } = TimeSpan.FromTicks(2000);

    /// <summary>What a trip takes beyond that on average, exponentially distributed, each of a job's two trips by itself; 0 or more.</summary>
    public TimeSpan NetworkScatter { get; init; }

    /// <summary>
    /// How coarse timers are: a job ends, and the dispatcher looks again, at the next multiple of this; the slot is held until then. 0 for timers that fire in time.
    /// A worker that sleeps with .NET's timers has 1 ms or more.
    /// </summary>
    public TimeSpan TimerStep { get; init; }

    /// <summary>Seconds of service that the cluster can give in a second, all workers up.</summary>
    public double Capacity => Slots * Enumerable.Range(0, Workers).Sum(SpeedOf);

    /// <summary>How fast one worker is.</summary>
    /// <param name="worker">Its index, from 0.</param>
    public double SpeedOf(int worker) => worker < Speeds.Count ? Speeds[worker] : 1;
}
