using System.Globalization;
using Balancing.Simulation;
using Client.Cli.Output.Report;

namespace Client.Cli.Output;

/// <summary>Runs of the simulator as a page with charts.</summary>
internal static class SimulationReport
{
    /// <param name="runs">The first is the one without waiting.</param>
    /// <param name="lead">What was run, in a sentence.</param>
    public static ReportPage Of(IReadOnlyList<SimulationResult> runs, string lead)
    {
        // Known designs keep their colours from report to report.
        var page = new ReportPage("Simulation", [Designs.Floor.Name, Designs.Default.Name, .. Designs.Names.SkipLast(1)]);
        page.AddText(lead);
        page.AddTable(
            "Latencies in ms; x: multiples of those without waiting",
            ["design", "Short p50", "p99", "x", "p99.9", "Long p50", "p99", "x", "p99.9", "jobs/s", "busy", "refused", "sent again"],
            runs.Select(run => Row(run, runs[0])));

        page.AddHeading("Latencies");
        page.AddChart(Curves("Latency of Shorts", runs, run => run.ShortCurve));
        page.AddChart(Curves("Latency of Longs", runs, run => run.LongCurve));
        if (runs[0].Groups.Count > 1)
        {
            AddGroups(page, runs);
        }

        page.AddHeading("Over time");
        page.AddChart(Line("Shorts that wait", "jobs", runs, line => line.WaitingShorts) with { Note = "They have come and do not run yet, in the broker, at a worker or on the way." });
        page.AddChart(Line("Longs that wait", "jobs", runs, line => line.WaitingLongs));
        page.AddChart(Line("Busy slots", "slots", runs, line => line.BusySlots));
        return page;
    }

    private static string[] Row(SimulationResult run, SimulationResult floor) =>
    [
        run.Design.Name,
        .. Latencies(run.Counted.Short, floor.Counted.Short),
        .. Latencies(run.Counted.Long, floor.Counted.Long),
        run.JobsPerSecond.ToString("F0", CultureInfo.InvariantCulture),
        (run.Utilisation * 100).ToString("F0", CultureInfo.InvariantCulture) + " %",
        run.Refused.ToString(CultureInfo.InvariantCulture),
        run.Resent.ToString(CultureInfo.InvariantCulture),
    ];

    private static string[] Latencies(LatencySummary latency, LatencySummary floor) => latency.Jobs == 0
        ? ["-", "-", "-", "-"]
        :
        [
            Milliseconds(latency.P50),
            Milliseconds(latency.P99),
            floor.Jobs == 0 ? "-" : (latency.P99 / floor.P99).ToString("F2", CultureInfo.InvariantCulture),
            Milliseconds(latency.P999),
        ];

    private static void AddGroups(ReportPage page, IReadOnlyList<SimulationResult> runs)
    {
        page.AddHeading("By group");
        foreach (var (index, group) in runs[0].Groups.Index())
        {
            page.AddTable(
                $"{group.Name}: p99 in ms by what the jobs are, whatever their labels say",
                ["design", "Short", "labelled right", "wrong or not", "Long", "labelled right", "wrong or not", "ended", "refused"],
                runs.Select(run => GroupRow(run.Design.Name, run.Groups[index])));
        }
    }

    private static string[] GroupRow(string design, GroupResult group) =>
    [
        design,
        .. new[] { group.Counted.Short, group.LabelledRight.Short, group.LabelledWrong.Short, group.Counted.Long, group.LabelledRight.Long, group.LabelledWrong.Long }
            .Select(latency => latency.Jobs == 0 ? "-" : Milliseconds(latency.P99)),
        group.Ended.ToString(CultureInfo.InvariantCulture),
        group.Refused.ToString(CultureInfo.InvariantCulture),
    ];

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture);

    private static ReportChart Curves(string title, IReadOnlyList<SimulationResult> runs, Func<SimulationResult, LatencyCurve> of) => new(
        title,
        "ms",
        "share of jobs",
        [.. runs.Select(run => new ReportSeries(run.Design.Name, [.. of(run).Times.Select(time => time.TotalMilliseconds)], of(run).Shares))])
    {
        XAxis = ReportAxis.Logarithmic,
        YAxis = ReportAxis.Nines,
        Note = "Further left is faster; the higher, the rarer.",
    };

    private static ReportChart Line(string title, string unit, IReadOnlyList<SimulationResult> runs, Func<Timeline, IReadOnlyList<double>> of) => new(
        title,
        "s",
        unit,
        [.. runs.Select(run => new ReportSeries(
            run.Design.Name, [.. of(run.Timeline).Select((_, step) => step * run.Timeline.Step.TotalSeconds)], of(run.Timeline)))])
    {
        Steps = true,
    };
}
