using System.Globalization;
using Balancing.Simulation;
using Client.Cli.Output;
using Client.Cli.Syntax;

namespace Client.Cli.Commands;

/// <summary><c>lb simulate</c>: the same jobs through several designs, under a virtual clock.</summary>
internal sealed class SimulateCommand(Terminal terminal)
{
    /// <param name="parameters">What to run.</param>
    /// <param name="stop">Breaks the runs off.</param>
    public async Task<int> RunAsync(SimulateParameters parameters, CancellationToken stop)
    {
        // A report that cannot be written is known before minutes were spent on it.
        await using var html = parameters.Html is { } file ? Open(file) : null;
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
            terminal.Error.WriteLine(Lead(parameters, runs[0]));
            WriteTables(runs, parameters.Start);
        }

        if (html is not null)
        {
            SimulationReport.Of(runs, Lead(parameters, runs[0])).Write(html);
            await html.FlushAsync(stop);
        }

        return ExitCodes.Done;
    }

    private static StreamWriter Open(string file)
    {
        try
        {
            return new StreamWriter(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--html is '{file}', which cannot be written: {fault.Message}");
        }
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

    private void WriteTables(SimulationResult[] runs, bool start)
    {
        SimulationTable.Write(terminal, runs, run => run.Counted);
        if (start)
        {
            terminal.Output.WriteLine("The first 10 s alone:");
            SimulationTable.Write(terminal, runs, run => run.Start);
        }

        foreach (var phase in Enumerable.Range(0, runs[0].Phases.Count))
        {
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Phase {phase + 1} alone:"));
            SimulationTable.Write(terminal, runs, run => run.Phases[phase]);
        }

        if (runs[0].Groups.Count > 1)
        {
            terminal.Output.WriteLine("By group, by what the jobs are, whatever their labels say:");
            GroupTable.Write(terminal, runs);
        }
    }

    private static string Lead(SimulateParameters parameters, SimulationResult floor)
    {
        var (work, cluster) = (parameters.Workload, parameters.Cluster);
        var brokers = cluster.Brokers == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" behind {cluster.Brokers} brokers");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{work.Jobs} jobs at {work.TotalRate:F0}/s for {cluster.Workers} workers x {cluster.Slots} slots{brokers} (load {work.Offered / cluster.Capacity:F2}), {floor.Duration.TotalSeconds:F0} s of virtual time. Latencies in ms; x: multiples of those without waiting.");
    }
}
