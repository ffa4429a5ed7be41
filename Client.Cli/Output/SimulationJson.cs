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
                run.Duration.TotalSeconds),
            Default.SimulationLine);

    private static SimulationLine.Latency Part(LatencySummary part, LatencySummary floor) => new(
        part.Jobs,
        part.Mean.TotalMilliseconds,
        part.P50.TotalMilliseconds,
        part.P99.TotalMilliseconds,
        part.P999.TotalMilliseconds,
        floor.Jobs == 0 ? null : part.P99 / floor.P99);
}
