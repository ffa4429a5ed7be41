namespace Balancing.Simulation;

/// <summary>What the clients send: how much, of which kind, and how long it takes. The same seed gives the same jobs to every design.</summary>
public sealed record Workload
{
    /// <summary>Jobs per second on average, above 0. <see cref="AtLoad"/> finds it for a load.</summary>
    public double Rate { get; init; } = 850;

    /// <summary>How many jobs come in all, 1 or more.</summary>
    public int Jobs { get; init; } = 100_000;

    /// <summary>The share of Longs, from 0 to 1.</summary>
    public double LongShare { get; init; } = 0.1;

    /// <summary>Mean service time of a Short, above 0; exponentially distributed.</summary>
    public TimeSpan ShortMean { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Mean service time of a Long, above 0; lognormally distributed.</summary>
    public TimeSpan LongMean { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How far Longs scatter: the standard deviation of the logarithm, 0 or more. At 0.3, 95 % lie between 0.54 and 1.75 of the mean.</summary>
    public double LongSigma { get; init; } = 0.3;

    /// <summary>Waves of arrivals; null for a Poisson process.</summary>
    public Bursts? Bursts { get; init; }

    /// <summary>How many applications send jobs, all alike, 1 or more.</summary>
    public int Applications { get; init; } = 20;

    /// <summary>The share of the jobs, the first ones, that is not counted, from 0 to below 1.</summary>
    public double WarmUp { get; init; } = 0.1;

    /// <summary>Where chance begins.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Mean service time of a job, in seconds on a worker of speed 1.</summary>
    public double MeanSeconds => ((1 - LongShare) * ShortMean.TotalSeconds) + (LongShare * LongMean.TotalSeconds);

    /// <summary>The same jobs at the rate that keeps this share of the cluster's slots busy; travelling bytes are not work.</summary>
    /// <param name="load">Above 0; from 1 on the queues grow without end.</param>
    /// <param name="cluster">Whose slots.</param>
    public Workload AtLoad(double load, Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return this with { Rate = load * cluster.Capacity / MeanSeconds };
    }
}
