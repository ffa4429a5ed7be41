using System.Globalization;
using Client.Cli.Brokers;
using Client.Cli.Jobs;
using Client.Cli.Local;
using Client.Cli.Output;
using Job.Contracts;

namespace Client.Cli.Commands;

/// <summary><c>lb demo</c>: starts the whole system, sends the four jobs of the contract, shows who served what, and stops.</summary>
internal sealed class DemoCommand(Terminal terminal, BrokerClients brokers, TimeProvider time)
{
    private static readonly JobRequest[] Jobs =
    [
        new("App1", JobType.Long),
        new("App2", JobType.Short),
        new("App3", JobType.Long),
        new("App4", JobType.Short),
    ];

    public async Task<int> RunAsync(LocalSettings settings, CancellationToken stop)
    {
        await using var system = await LocalSystem.StartAsync(settings, stop);
        foreach (var line in system.ReadyLines)
        {
            terminal.Output.WriteLine(line);
        }

        var spread = new Spread(Enumerable.Range(1, settings.Workers).Select(id => id.ToString(CultureInfo.InvariantCulture)));
        using var progress = new Progress(terminal, Jobs.Length, time);
        using var sending = new JobSending(brokers.Create(system.Broker), concurrency: 1, new SendParameters().Timeout, progress.CountOne);
        var report = new SendReport(terminal, progress, json: false);
        await foreach (var sent in sending.SendAsync(Jobs, stop))
        {
            terminal.Output.Flush();
            var outcome = await sent;
            report.Write(outcome);
            if (outcome.Answer is { } answer)
            {
                spread.Count(answer);
            }
        }

        stop.ThrowIfCancellationRequested();
        spread.Write(terminal);
        return report.Done == Jobs.Length && report.Failed == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }
}
