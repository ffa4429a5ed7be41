using System.Globalization;
using Balancing.Simulation;
using Client.Cli.Output;

namespace Client.Cli.Commands;

/// <summary><c>lb simulate</c>: the same jobs through several designs, under a virtual clock.</summary>
internal sealed class SimulateCommand(Terminal terminal)
{
    /// <param name="parameters">What to run.</param>
    /// <param name="stop">Breaks the runs off.</param>
    public async Task<int> RunAsync(SimulateParameters parameters, CancellationToken stop)
    {
        var runs = await RunAllAsync([Designs.Floor, .. parameters.Designs], parameters, stop);
        if (parameters.Json)
        {
            foreach (var run in runs)
            {
                terminal.Output.WriteLine(SimulationJson.Line(run, runs[0]));
            }

            terminal.Output.Flush();
        }
        else
        {
            Say(parameters, runs[0]);
            SimulationTable.Write(terminal, runs, run => run.Counted);
            if (parameters.Start)
            {
                terminal.Output.WriteLine("The first 10 s alone:");
                SimulationTable.Write(terminal, runs, run => run.Start);
            }
        }

        return ExitCodes.Done;
    }

    // Each run is one thread's work, and knows nothing of the others.
    private static async Task<SimulationResult[]> RunAllAsync(IReadOnlyList<Design> designs, SimulateParameters parameters, CancellationToken stop)
    {
        var runs = new SimulationResult[designs.Count];
        await Parallel.ForAsync(
            0,
            designs.Count,
            new ParallelOptions { CancellationToken = stop, MaxDegreeOfParallelism = Environment.ProcessorCount },
            (index, stopping) =>
            {
                runs[index] = Simulator.Run(parameters.Workload, parameters.Cluster, designs[index], stopping);
                return ValueTask.CompletedTask;
            });
        return runs;
    }

    private void Say(SimulateParameters parameters, SimulationResult floor)
    {
        var (work, cluster) = (parameters.Workload, parameters.Cluster);
        terminal.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{work.Jobs} jobs at {work.Rate:F0}/s for {cluster.Workers} workers x {cluster.Slots} slots (load {work.Rate * work.MeanSeconds / cluster.Capacity:F2}), {floor.Duration.TotalSeconds:F0} s of virtual time. Latencies in ms; x: multiples of those without waiting."));
    }
}
