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
    private const int SlowRounds = 15;
    private const int SlowConcurrency = 16;

    private static readonly JobRequest[] FourJobs =
    [
        new("App1", JobType.Long),
        new("App2", JobType.Short),
        new("App3", JobType.Long),
        new("App4", JobType.Short),
    ];

    /// <summary>How long jobs take that somebody wants to watch: Shorts, Longs.</summary>
    public static (TimeSpan Short, TimeSpan Long) SlowDurations { get; } = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

    public async Task<int> RunAsync(LocalSettings settings, CancellationToken stop)
    {
        await using var system = await LocalSystem.StartAsync(settings, stop);
        foreach (var line in system.ReadyLines)
        {
            terminal.Output.WriteLine(line);
        }

        var isSlow = settings.Durations is not null;
        if (isSlow)
        {
            terminal.Output.WriteLine($"Dashboard: {BrokerAddress.Text(system.Broker)}/");
            terminal.Output.Flush();
        }

        JobRequest[] jobs = isSlow ? [.. Enumerable.Repeat(FourJobs, SlowRounds).SelectMany(round => round)] : FourJobs;
        var spread = new Spread(Enumerable.Range(1, settings.Workers).Select(id => id.ToString(CultureInfo.InvariantCulture)));
        using var progress = new Progress(terminal, jobs.Length, time);
        using var sending = new JobSending(brokers.Create(system.Broker), isSlow ? SlowConcurrency : 1, new SendParameters().Timeout, progress.CountOne);
        var report = new SendReport(terminal, progress, json: false);
        await foreach (var sent in sending.SendAsync(jobs, stop))
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
        return report.Done == jobs.Length && report.Failed == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }
}
