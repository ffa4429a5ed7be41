using System.Globalization;
using Client.Cli.Bench;
using Client.Cli.Output.Report;
using Job.Contracts;

namespace Client.Cli.Output;

/// <summary>What <c>lb bench</c> measured, as a page with charts. A target has the same colour everywhere.</summary>
internal static class BenchReport
{
    private static readonly JobType[] Types = [JobType.Short, JobType.Long];

    /// <param name="legs">All legs that were finished.</param>
    /// <param name="lead">What was run, in a sentence.</param>
    public static ReportPage Of(IReadOnlyList<LegResult> legs, string lead)
    {
        var summaries = BenchSummary.Of(legs);
        var page = new ReportPage("Measurement", summaries.Select(summary => summary.Target.Name).Distinct());
        page.AddText(lead);
        page.AddText("Times in ms, counted from the moment each job was due; medians over the rounds. x: multiples of the first target's figure, taken within each round.");
        foreach (var type in Types)
        {
            page.AddTable($"{type} jobs", ["target", "rate", "jobs", "failed", "p50", "x", "p90", "p99", "between", "x", "p99.9", "max"], Rows(summaries, type), coloured: true);
        }

        AddOverRates(page, summaries);
        AddWindows(page, legs);
        page.AddHeading("Distributions");
        foreach (var rate in summaries.GroupBy(summary => summary.Plan))
        {
            foreach (var type in Types)
            {
                page.AddChart(Distribution($"{type} at {rate.Key.Text}", [.. rate], type));
            }
        }

        AddLateness(page, legs);
        return page;
    }

    private static IEnumerable<string[]> Rows(IReadOnlyList<BenchSummary> summaries, JobType type)
        => from rate in summaries.GroupBy(summary => summary.Plan)
           from summary in rate
           let jobs = summary.Pooled.Of(type)
           let p99 = summary.Over(type, record => record.Percentile(99))
           select (string[])
           [
               summary.Target.Name,
               summary.Plan.Text,
               jobs.Answered.ToString(CultureInfo.InvariantCulture),
               jobs.Failed.ToString(CultureInfo.InvariantCulture),
               Text(summary.Over(type, record => record.Percentile(50))),
               Ratio(summary.Ratio(rate.First(), type, record => record.Percentile(50))),
               Text(summary.Over(type, record => record.Percentile(90))),
               Text(p99),
               p99 is null || summary.Legs.Count < 2 ? "-" : $"{Text(p99.Low)}..{Text(p99.High)}",
               Ratio(summary.Ratio(rate.First(), type, record => record.Percentile(99))),
               Text(summary.Over(type, record => record.Percentile(99.9))),
               Text(summary.Over(type, record => record.Max)),
           ];

    private static void AddOverRates(ReportPage page, IReadOnlyList<BenchSummary> summaries)
    {
        if (summaries.Select(summary => summary.Plan).Distinct().Skip(1).Any())
        {
            page.AddHeading("Over the rate");
            foreach (var type in Types)
            {
                page.AddChart(OverX($"{type}: p99", "jobs/s", summaries.Select(summary => (summary, summary.Plan.Mean)), type));
            }
        }
    }

    // The stretches of a ramp, or the first ten seconds and the rest.
    private static void AddWindows(ReportPage page, IReadOnlyList<LegResult> legs)
    {
        if (legs.Count == 0 || legs[0].Windows.Count < 2)
        {
            return;
        }

        page.AddHeading("Over the time of a leg");
        foreach (var plan in legs.GroupBy(leg => leg.Plan))
        {
            foreach (var type in Types)
            {
                page.AddChart(OverX(
                    $"{type}: p99 of each stretch at {plan.Key.Text}",
                    "s",
                    Enumerable.Range(0, legs[0].Windows.Count).SelectMany(window => BenchSummary.Of(plan, window).Select(summary => (summary, summary.Pooled.From.TotalSeconds))),
                    type) with
                { Steps = true });
            }
        }
    }

    private static ReportChart OverX(string title, string unit, IEnumerable<(BenchSummary Summary, double X)> points, JobType type) => new(
        title,
        unit,
        "ms",
        [
            .. points.GroupBy(point => point.Summary.Target.Name).Select(target => new ReportSeries(
                target.Key,
                [.. target.OrderBy(point => point.X).Select(point => point.X)],
                [.. target.OrderBy(point => point.X).Select(point => point.Summary.Over(type, record => record.Percentile(99))?.Median.TotalMilliseconds ?? double.NaN)])),
        ])
    {
        YAxis = ReportAxis.Logarithmic,
    };

    private static ReportChart Distribution(string title, IReadOnlyList<BenchSummary> summaries, JobType type) => new(
        title,
        "ms",
        "share of jobs",
        [
            .. summaries.Where(summary => summary.Pooled.Of(type).Answered > 0).Select(summary =>
            {
                var steps = summary.Pooled.Of(type).Distribution().Where(step => step.Share < 1).ToArray();
                return new ReportSeries(summary.Target.Name, [.. steps.Select(step => step.Latency.TotalMilliseconds)], [.. steps.Select(step => step.Share)]);
            }),
        ])
    {
        XAxis = ReportAxis.Logarithmic,
        YAxis = ReportAxis.Nines,
        Note = "All rounds together. Further left is faster; the higher, the rarer.",
    };

    private static void AddLateness(ReportPage page, IReadOnlyList<LegResult> legs)
    {
        page.AddHeading("Was the generator on time?");
        page.AddText(string.Create(
            CultureInfo.InvariantCulture,
            $"Above {Lateness.Limit.TotalMilliseconds:F0} ms the latencies of that leg tell of the generator, too."));
        page.AddTable(
            "ms",
            ["target", "rate", "round", "sent late: p50", "p99", "max", "answers seen late: p99", "cores used", "on time"],
            legs.Select(leg => (string[])
            [
                leg.Target.Name,
                leg.Plan.Text,
                leg.Round.ToString(CultureInfo.InvariantCulture),
                Fine(leg.Lateness.P50),
                Fine(leg.Lateness.P99),
                Fine(leg.Lateness.Max),
                Fine(leg.Lateness.PoolP99),
                leg.Lateness.Cores.ToString("F2", CultureInfo.InvariantCulture),
                leg.Lateness.OnTime ? "yes" : "no",
            ]));
    }

    private static string Text(MedianInterval? interval) => interval is null ? "-" : Text(interval.Median);

    private static string Text(TimeSpan time) => time.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture);

    private static string Fine(TimeSpan time) => time.TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture);

    private static string Ratio(double? ratio) => ratio is { } times ? times.ToString("F2", CultureInfo.InvariantCulture) : "-";
}
