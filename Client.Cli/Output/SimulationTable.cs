using System.Globalization;
using Balancing.Simulation;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Client.Cli.Output;

/// <summary>Runs of the simulator side by side: latencies, and each as a multiple of the same without waiting.</summary>
internal static class SimulationTable
{
    /// <param name="terminal">Where to.</param>
    /// <param name="runs">The first is the one without waiting.</param>
    /// <param name="of">Which stretch of each run.</param>
    public static void Write(Terminal terminal, IReadOnlyList<SimulationResult> runs, Func<SimulationResult, LatencyReport> of)
    {
        var table = Tables.New(terminal, "design", "Short p50", "x", "p99", "x", "p99.9", "x", "Long p99", "x", "jobs/s", "busy");
        var refused = runs.Any(run => run.Refused > 0);
        if (refused)
        {
            table.AddColumn(new TableColumn(new Text("refused")) { NoWrap = true });
        }

        var floor = of(runs[0]);
        foreach (var run in runs)
        {
            var (jobs, least) = (of(run), floor);
            table.AddRow(
            [
                new Text(run.Design.Name),
                .. Latency(jobs.Short.P50, least.Short.P50),
                .. Latency(jobs.Short.P99, least.Short.P99),
                .. Latency(jobs.Short.P999, least.Short.P999),
                .. Latency(jobs.Long.P99, least.Long.P99),
                Tables.Number(run.JobsPerSecond.ToString("F0", CultureInfo.InvariantCulture)),
                Tables.Number((run.Utilisation * 100).ToString("F0", CultureInfo.InvariantCulture) + "%"),
                .. refused ? [Tables.Number(run.Refused.ToString(CultureInfo.InvariantCulture))] : Array.Empty<IRenderable>(),
            ]);
        }

        Tables.Write(terminal, table);
    }

    // A class without jobs has no latency.
    private static IRenderable[] Latency(TimeSpan time, TimeSpan least) => least == TimeSpan.Zero
        ? [Tables.Number("-"), Tables.Number("-")]
        :
        [
            Tables.Number(time.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture)),
            Tables.Number((time / least).ToString("F2", CultureInfo.InvariantCulture)),
        ];
}
