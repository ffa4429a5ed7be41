using System.Text.Json;
using System.Text.Json.Serialization;
using Balancing.Simulation;

namespace Client.Cli.Output;

/// <summary>Runs of the simulator as JSON, by generated code.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SimulationLine))]
internal sealed partial class SimulationJson : JsonSerializerContext
{
    /// <summary>A run in one line.</summary>
    /// <param name="run">The run.</param>
    /// <param name="floor">The same jobs without waiting.</param>
    public static string Line(SimulationResult run, SimulationResult floor)
        => JsonSerializer.Serialize(
            new SimulationLine(
                run.Design.Name,
                Part(run.Counted.Short, floor.Counted.Short),
                Part(run.Counted.Long, floor.Counted.Long),
                Part(run.Start.Short, floor.Start.Short),
                Part(run.Start.Long, floor.Start.Long),
                run.Ended,
                run.Refused,
                run.JobsPerSecond,
                run.Utilisation,
                run.Duration.TotalSeconds,
                run.Resent,
                [.. run.Groups.Select((group, index) => GroupOf(group, floor.Groups[index].Counted))],
                [.. run.Phases.Select((phase, index) => PairOf(phase, floor.Phases[index]))]),
            Default.SimulationLine);

    private static SimulationLine.Group GroupOf(GroupResult group, LatencyReport floor) => new(
        group.Name,
        Part(group.Counted.Short, floor.Short),
        Part(group.Counted.Long, floor.Long),
        PairOf(group.LabelledRight, floor),
        PairOf(group.LabelledWrong, floor),
        group.Ended,
        group.Refused);

    private static SimulationLine.Pair PairOf(LatencyReport report, LatencyReport floor) => new(Part(report.Short, floor.Short), Part(report.Long, floor.Long));

    private static SimulationLine.Latency Part(LatencySummary part, LatencySummary floor) => new(
        part.Jobs,
        part.Mean.TotalMilliseconds,
        part.P50.TotalMilliseconds,
        part.P99.TotalMilliseconds,
        part.P999.TotalMilliseconds,
        floor.Jobs == 0 ? null : part.P99 / floor.P99);
}
