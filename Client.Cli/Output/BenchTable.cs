using System.Globalization;
using Client.Cli.Bench;
using Job.Contracts;
using Job.Hosting.Logging;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Client.Cli.Output;

/// <summary>What <c>lb bench</c> measured, one row a target, rate and type. Times in milliseconds, medians over the rounds.</summary>
internal static class BenchTable
{
    private static readonly JobType[] Types = [JobType.Short, JobType.Long];

    /// <param name="terminal">Where to.</param>
    /// <param name="summaries">The rows, by rate; within a rate the first is what the others are compared with.</param>
    public static void Write(Terminal terminal, IReadOnlyList<BenchSummary> summaries)
    {
        var severalTargets = summaries.Select(summary => summary.Target).Distinct().Skip(1).Any();
        var severalRounds = summaries.Any(summary => summary.Legs.Count > 1);
        string[] headings =
        [
            "target", "rate", "type", "jobs", "failed", "p50", "p90", "p99",
            .. severalRounds ? (string[])["p99 between"] : [],
            .. severalTargets ? (string[])["x p50", "x p99"] : [],
            "p99.9", "max",
        ];
        var table = Tables.New(terminal, headings);
        foreach (var rate in summaries.GroupBy(summary => summary.Plan))
        {
            foreach (var summary in rate)
            {
                foreach (var type in Types.Where(type => Any(rate, type)))
                {
                    table.AddRow(Row(summary, type, rate.First(), severalRounds, severalTargets));
                }
            }
        }

        Tables.Write(terminal, table);
    }

    private static bool Any(IEnumerable<BenchSummary> summaries, JobType type)
        => summaries.Any(summary => summary.Pooled.Of(type) is var jobs && jobs.Answered + jobs.Failed > 0);

    private static IEnumerable<IRenderable> Row(BenchSummary summary, JobType type, BenchSummary first, bool severalRounds, bool severalTargets)
    {
        var pooled = summary.Pooled.Of(type);
        var p99 = summary.Over(type, record => record.Percentile(99));
        return
        [
            new Text(PrintableText.Of(summary.Target.Name)),
            new Text(summary.Plan.Text),
            new Text(type.ToString()),
            Count(pooled.Answered),
            Count(pooled.Failed),
            Time(summary.Over(type, record => record.Percentile(50))),
            Time(summary.Over(type, record => record.Percentile(90))),
            Time(p99),
            .. severalRounds ? (IRenderable[])[Tables.Number(p99 is null ? "-" : $"{Text(p99.Low)}..{Text(p99.High)}")] : [],
            .. severalTargets
                ? (IRenderable[])
                [
                    Ratio(summary.Ratio(first, type, record => record.Percentile(50))),
                    Ratio(summary.Ratio(first, type, record => record.Percentile(99))),
                ]
                : [],
            Time(summary.Over(type, record => record.Percentile(99.9))),
            Time(summary.Over(type, record => record.Max)),
        ];
    }

    private static Text Count(long number) => Tables.Number(number.ToString(CultureInfo.InvariantCulture));

    private static Text Time(MedianInterval? time) => Tables.Number(time is null ? "-" : Text(time.Median));

    private static Text Ratio(double? ratio) => Tables.Number(ratio is { } times ? times.ToString("F2", CultureInfo.InvariantCulture) : "-");

    private static string Text(TimeSpan time) => time.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture);
}
