using Balancing.Core.Queueing;

namespace Balancing.Simulation;

/// <summary>What the clients send: how much, of which kind, and how long it takes. The same seed gives the same jobs to every design.</summary>
public sealed record Workload
{
    /// <summary>Jobs per second on average, above 0, of all groups without a rate of their own. <see cref="AtLoad"/> finds it for a load.</summary>
    public double Rate { get; init; } = 850;

    /// <summary>How many jobs come in all, 1 or more.</summary>
    public int Jobs { get; init; } = 100_000;

    /// <summary>The share of Longs, from 0 to 1.</summary>
    public double LongShare { get; init; } = 0.1;

    /// <summary>Mean service time of a Short, above 0.</summary>
    public TimeSpan ShortMean { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How Shorts scatter about it.</summary>
    public Spread ShortSpread { get; init; } = Spread.Exponential;

    /// <summary>Mean service time of a Long, above 0.</summary>
    public TimeSpan LongMean { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How Longs scatter about it.</summary>
    public Spread LongSpread { get; init; } = Spread.Lognormal(0.3);

    /// <summary>Waves of arrivals; null for a Poisson process.</summary>
    public Bursts? Bursts { get; init; }

    /// <summary>Stretches with another rate or mix; by default none.</summary>
    public IReadOnlyList<Phase> Phases { get; init; } = [];

    /// <summary>How many applications send jobs, all alike, 1 or more; without meaning where there are <see cref="Groups"/>.</summary>
    public int Applications { get; init; } = 20;

    /// <summary>Who sends the jobs, where applications differ; by default they do not.</summary>
    public IReadOnlyList<ApplicationGroup> Groups { get; init; } = [];

    /// <summary>
    /// Jobs that came once, by the time they came; null for jobs that are drawn. With them all figures above are without meaning, and <see cref="Replay"/> sets
    /// those that are measured.
    /// </summary>
    public IReadOnlyList<RecordedJob>? Recorded { get; init; }

    /// <summary>The share of the jobs, the first ones, that is not counted, from 0 to below 1.</summary>
    public double WarmUp { get; init; } = 0.1;

    /// <summary>Where chance begins.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Mean service time of a job that comes at <see cref="Rate"/>, outside the phases, in seconds on a worker of speed 1.</summary>
    public double MeanSeconds => Mixed.Sum(group => group.Weight * MeanSecondsOf(group.LongShare ?? LongShare)) / Mixed.Sum(group => group.Weight);

    /// <summary>Seconds of work that come per second: of <see cref="Rate"/> and of all groups with a rate of their own, outside the phases.</summary>
    public double Offered => ((Senders.Any(group => group.Rate is null) ? Rate : 0) * MeanSeconds) + Groups.Sum(group => (group.Rate ?? 0) * MeanSecondsOf(group.LongShare ?? LongShare));

    /// <summary>Jobs per second: <see cref="Rate"/>, and what groups send at a rate of their own.</summary>
    public double TotalRate => (Senders.Any(group => group.Rate is null) ? Rate : 0) + Groups.Sum(group => group.Rate ?? 0);

    /// <summary>The groups, or the one there is without.</summary>
    internal IReadOnlyList<ApplicationGroup> Senders => Groups.Count > 0 ? Groups : [new ApplicationGroup("all") { Applications = Applications }];

    // All groups having a rate of their own, nobody is left to send the workload's: then it is that of an unnamed one.
    private IEnumerable<ApplicationGroup> Mixed => Senders.Where(group => group.Rate is null).DefaultIfEmpty(new ApplicationGroup(""));

    /// <summary>The workload of recorded jobs. All of them are counted.</summary>
    /// <param name="jobs">At least one, in any order.</param>
    public static Workload Replay(IEnumerable<RecordedJob> jobs)
    {
        RecordedJob[] recorded = [.. jobs.OrderBy(job => job.At)];
        var shorts = recorded.Where(job => job.Class == JobClass.Short).Select(job => job.Work).ToArray();
        var longs = recorded.Where(job => job.Class == JobClass.Long).Select(job => job.Work).ToArray();
        return new Workload
        {
            Recorded = recorded,
            Jobs = recorded.Length,
            WarmUp = 0,
            Rate = recorded.Length / Math.Max(0.001, recorded[^1].At.TotalSeconds),
            LongShare = longs.Length / (double)recorded.Length,
            ShortMean = Mean(shorts),
            LongMean = Mean(longs),
        };
    }

    /// <summary>The same jobs at the rate that keeps this share of the cluster's slots busy; travelling bytes are not work. Groups with a rate of their own come on top.</summary>
    /// <param name="load">Above 0; from 1 on the queues grow without end.</param>
    /// <param name="cluster">Whose slots.</param>
    public Workload AtLoad(double load, Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return this with { Rate = load * cluster.Capacity / MeanSeconds };
    }

    internal double MeanSecondsOf(double longShare) => ((1 - longShare) * ShortMean.TotalSeconds) + (longShare * LongMean.TotalSeconds);

    private static TimeSpan Mean(TimeSpan[] times)
        => times.Length == 0 ? TimeSpan.FromTicks(1) : TimeSpan.FromTicks(Math.Max(1, (long)times.Average(time => time.Ticks)));
}
