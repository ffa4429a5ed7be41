using System.Globalization;
using Client.Cli.Brokers;
using Client.Cli.Jobs;
using Client.Cli.Output;
using Job.Contracts;
using Job.Hosting.Logging;

namespace Client.Cli.Commands;

/// <summary><c>lb send</c>: sends jobs and prints their answers in the order given.</summary>
internal sealed class SendCommand(Terminal terminal, BrokerClients brokers, TimeProvider time)
{
    // Of a file that is no list of jobs, the first lines tell enough.
    private const int MostFaults = 100;

    public async Task<int> RunAsync(SendParameters parameters, CancellationToken stop)
    {
        if (await ReadJobsAsync(parameters, stop) is not { } jobs)
        {
            return ExitCodes.Usage;
        }

        var total = (long)jobs.Count * parameters.Repeat;
        using var progress = new Progress(terminal, total, time);
        using var sending = new JobSending(brokers.Create(parameters.Broker), parameters.Concurrency, parameters.Timeout, progress.CountOne);
        var report = new SendReport(terminal, progress, parameters.Json);

        var all = Enumerable.Range(0, parameters.Repeat).SelectMany(_ => jobs);
        await foreach (var outcome in sending.SendAsync(all, stop))
        {
            if (!outcome.IsCompleted)
            {
                terminal.Output.Flush(); // what is done is shown before a wait begins
            }

            report.Write(await outcome);
        }

        terminal.Output.Flush();
        progress.Dispose();
        return Conclude(report, sending, total, stop);
    }

    private async Task<IReadOnlyList<JobRequest>?> ReadJobsAsync(SendParameters parameters, CancellationToken stop)
    {
        var list = new JobList();
        list.AddArguments(parameters.Jobs);
        if (parameters.File is { } file)
        {
            var name = file == JobFile.StandardInput ? "standard input" : file;
            try
            {
                list.AddFile(await JobFile.ReadAsync(file, terminal.OpenInput, stop), name);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
            {
                terminal.Error.WriteLine(PrintableText.Of($"lb send: {name} cannot be read: {fault.Message}"));
                return null;
            }
        }

        foreach (var fault in list.Faults.Take(MostFaults))
        {
            terminal.Error.WriteLine(PrintableText.Of($"lb send: {fault}"));
        }

        if (list.Faults.Count > 0)
        {
            var more = list.Faults.Count > MostFaults ? string.Create(CultureInfo.InvariantCulture, $" ({list.Faults.Count - MostFaults} more are not shown)") : "";
            terminal.Error.WriteLine($"lb send: nothing was sent; mend the lines above{more}.");
            return null;
        }

        if (list.Jobs.Count == 0)
        {
            terminal.Error.WriteLine("lb send: no job given; name some, such as App1:Long App2:Short, or a list of them with --file FILE (- for standard input).");
            return null;
        }

        return list.Jobs;
    }

    private int Conclude(SendReport report, JobSending sending, long total, CancellationToken stop)
    {
        var done = string.Create(CultureInfo.InvariantCulture, $"{report.Done} of {total} jobs were done");
        if (sending.Unreachable is { } unreachable)
        {
            terminal.Error.WriteLine("lb send: " + unreachable.Message + (report.Done > 0 ? $" Until then, {done}." : ""));
            return ExitCodes.Failed;
        }

        if (stop.IsCancellationRequested && report.Done < total)
        {
            var broken = report.BrokenOff > 0 ? string.Create(CultureInfo.InvariantCulture, $", {report.BrokenOff} broken off on the way") : "";
            terminal.Error.WriteLine($"lb send: interrupted; {done}{broken}.");
            return ExitCodes.Interrupted;
        }

        return report.Failed > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }
}
