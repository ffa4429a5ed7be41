using System.Text.Json;
using System.Text.Json.Serialization;
using Client.Cli.Bench;
using Client.Cli.Brokers;
using Job.Contracts;

namespace Client.Cli.Output;

/// <summary>Measurements as JSON, by generated code.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BenchLine))]
internal sealed partial class BenchJson : JsonSerializerContext
{
    /// <summary>A target at a rate, in one line.</summary>
    public static string Line(BenchSummary summary) => JsonSerializer.Serialize(
        new BenchLine(
            summary.Target.Name,
            BrokerAddress.Text(summary.Target.Address),
            summary.Plan.Mean,
            summary.Plan.Counted.TotalSeconds,
            Over(summary, JobType.Short),
            Over(summary, JobType.Long),
            [.. summary.Legs.Select(RoundOf)]),
        Default.BenchLine);

    private static BenchLine.Jobs Over(BenchSummary summary, JobType type)
    {
        var pooled = summary.Pooled.Of(type);
        var (p50, p90, p99, p999) = (At(50), At(90), At(99), At(99.9));
        return new BenchLine.Jobs(
            pooled.Answered,
            pooled.Failed,
            pooled.Failures,
            Median(summary.Over(type, record => record.Mean)),
            Median(p50),
            Median(p90),
            Median(p99),
            Median(p999),
            Median(summary.Over(type, record => record.Max)),
            summary.Legs.Count > 1 && p50 is not null ? new BenchLine.Interval(p50.Confidence, Ends(p50), Ends(p90!), Ends(p99!), Ends(p999!)) : null,
            RefusalsOf(pooled));

        MedianInterval? At(double percent) => summary.Over(type, record => record.Percentile(percent));
    }

    private static BenchLine.Round RoundOf(LegResult leg) => new(
        leg.Round,
        One(leg.Total.Short),
        One(leg.Total.Long),
        leg.Windows.Count < 2 ? null : [.. leg.Windows.Select(WindowOf)],
        new BenchLine.Late(leg.Lateness.OnTime, Ms(leg.Lateness.P50), Ms(leg.Lateness.P99), Ms(leg.Lateness.Max), Ms(leg.Lateness.PoolP99), Math.Round(leg.Lateness.Cores, 3)));

    private static BenchLine.Window WindowOf(WindowRecord window)
        => new(window.From.TotalSeconds, window.To.TotalSeconds, One(window.Short), One(window.Long));

    private static BenchLine.Jobs One(TypeRecord jobs) => jobs.Answered == 0
        ? new BenchLine.Jobs(0, jobs.Failed, jobs.Failures, null, null, null, null, null, null, Refused: RefusalsOf(jobs))
        : new BenchLine.Jobs(
            jobs.Answered,
            jobs.Failed,
            jobs.Failures,
            Ms(jobs.Mean),
            Ms(jobs.Percentile(50)),
            Ms(jobs.Percentile(90)),
            Ms(jobs.Percentile(99)),
            Ms(jobs.Percentile(99.9)),
            Ms(jobs.Max),
            Refused: RefusalsOf(jobs));

    private static BenchLine.Refusals? RefusalsOf(TypeRecord jobs) => jobs.Refused == 0
        ? null
        : new BenchLine.Refusals(
            jobs.Refused,
            Ms(jobs.RefusalPercentile(50)),
            Ms(jobs.RefusalPercentile(99)),
            Ms(jobs.RefusalPercentile(100)),
            jobs.RefusedWithoutTime,
            jobs.LongestRetryAfter.TotalSeconds);

    private static double? Median(MedianInterval? interval) => interval is null ? null : Ms(interval.Median);

    private static double[] Ends(MedianInterval interval) => [Ms(interval.Low), Ms(interval.High)];

    // To the microsecond: that is what is recorded.
    private static double Ms(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
