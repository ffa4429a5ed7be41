using Client.Cli.Brokers;
using Client.Cli.Output;
using Job.Contracts;
using Job.Hosting.Logging;

namespace Client.Cli.Commands;

/// <summary><c>lb restart --rolling</c>: lets a running <c>lb up</c> restart its workers one after the other.</summary>
internal sealed class RestartCommand(Terminal terminal, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <param name="broker">Whom to tell.</param>
    /// <param name="stop">Ends the waiting; the restart goes on.</param>
    public async Task<int> RunAsync(BrokerClient broker, CancellationToken stop)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        for (var state = await broker.BeginRestartAsync(stop); ; state = await broker.RestartAsync(stop))
        {
            foreach (var worker in state.Workers.Where(worker => worker.State == "restarted" && told.Add(worker.Id)))
            {
                terminal.Output.WriteLine(PrintableText.Of($"Worker {worker.Id} was restarted."));
                terminal.Output.Flush();
            }

            switch (state.State)
            {
                case "done":
                    return ExitCodes.Done;
                case "running":
                    await Task.Delay(Interval, time, stop);
                    break;
                default:
                    terminal.Error.WriteLine(PrintableText.Of($"lb restart: {state.Fault ?? "the broker has forgotten the restart; was it restarted itself?"}"));
                    return ExitCodes.Failed;
            }
        }
    }
}
