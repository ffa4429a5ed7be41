using Client.Cli.Local;
using Client.Cli.Output;
using Job.Hosting.Logging;
using Job.Hosting.Startup;

namespace Client.Cli.Commands;

/// <summary><c>lb up</c>: the whole system in this process until it is told to stop.</summary>
internal sealed class UpCommand(Terminal terminal)
{
    public async Task<int> RunAsync(LocalSettings settings, CancellationToken stop)
    {
        RuntimeTuning.Apply(); // before the first socket
        await using var system = await LocalSystem.StartAsync(settings, stop);
        foreach (var line in system.ReadyLines)
        {
            terminal.Output.WriteLine(system.Log == LogFormat.Json ? JsonLine.Of(line, TimeProvider.System) : line);
        }

        if (system.Log == LogFormat.Lines)
        {
            Hints.Write(terminal, system.Broker, system.Workers); // who reads JSON is no person
        }

        terminal.Output.Flush();
        if (settings.Load)
        {
            await RunWithLoadAsync(system, settings, stop);
        }
        else
        {
            await system.WaitForStopAsync(stop);
        }

        return ExitCodes.Done; // Ctrl-C is how it is meant to end
    }

    private static async Task RunWithLoadAsync(LocalSystem system, LocalSettings settings, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var load = new GentleLoad(system.Broker, settings.Workers * settings.Slots, TimeProvider.System).RunAsync(end.Token);
        await system.WaitForStopAsync(stop);
        await end.CancelAsync();
        await load;
    }
}
