using System.Globalization;
using Balancing.Simulation;
using Spectre.Console;

namespace Client.Cli.Output;

/// <summary>What came of each group's jobs, design by design.</summary>
internal static class GroupTable
{
    public static void Write(Terminal terminal, IReadOnlyList<SimulationResult> runs)
    {
        var table = Tables.New(terminal, "group", "design", "Short p99", "labelled right", "wrong or not", "Long p99", "labelled right", "wrong or not", "ended", "refused");
        foreach (var index in Enumerable.Range(0, runs[0].Groups.Count))
        {
            foreach (var run in runs)
            {
                var group = run.Groups[index];
                table.AddRow(
                [
                    new Text(group.Name),
                    new Text(run.Design.Name),
                    P99(group.Counted.Short),
                    P99(group.LabelledRight.Short),
                    P99(group.LabelledWrong.Short),
                    P99(group.Counted.Long),
                    P99(group.LabelledRight.Long),
                    P99(group.LabelledWrong.Long),
                    Tables.Number(group.Ended.ToString(CultureInfo.InvariantCulture)),
                    Tables.Number(group.Refused.ToString(CultureInfo.InvariantCulture)),
                ]);
            }
        }

        Tables.Write(terminal, table);
    }

    private static Text P99(LatencySummary latency)
        => Tables.Number(latency.Jobs == 0 ? "-" : latency.P99.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture));
}
