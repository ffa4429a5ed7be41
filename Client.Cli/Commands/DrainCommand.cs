using System.Globalization;
using Client.Cli.Brokers;
using Client.Cli.Output;
using Job.Contracts;
using Job.Hosting.Logging;

namespace Client.Cli.Commands;

/// <summary><c>lb drain</c> and <c>lb open</c>: take workers out of service without losing a job, and back in.</summary>
internal sealed class DrainCommand(Terminal terminal, TimeProvider time)
{
    private const string Drained = "drained";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Closes the workers to new jobs.</summary>
    /// <param name="broker">Whom to tell.</param>
    /// <param name="ids">The workers.</param>
    /// <param name="patience">For how long to wait until the jobs they have are finished; null for not at all.</param>
    /// <param name="stop">Ends the waiting; the workers stay closed.</param>
    public async Task<int> DrainAsync(BrokerClient broker, IReadOnlyList<string> ids, TimeSpan? patience, CancellationToken stop)
    {
        foreach (var id in ids)
        {
            var jobs = (await broker.SetStateAsync(id, "draining", stop)).Sum(worker => worker.InFlight);
            terminal.Error.WriteLine(PrintableText.Of(string.Create(
                CultureInfo.InvariantCulture, $"Worker {id} gets no more jobs; {jobs} in flight are finished. 'lb open {id}' takes it in again.")));
        }

        return patience is null ? ExitCodes.Done : await WaitAsync(broker, ids, patience.Value, stop);
    }

    /// <summary>Opens the workers to jobs again.</summary>
    public async Task<int> OpenAsync(BrokerClient broker, IReadOnlyList<string> ids, CancellationToken stop)
    {
        foreach (var id in ids)
        {
            var state = (await broker.SetStateAsync(id, "open", stop)).Select(worker => worker.State).Distinct();
            Say($"Worker {id} is open again: {string.Join(", ", state)}.");
        }

        return ExitCodes.Done;
    }

    private async Task<int> WaitAsync(BrokerClient broker, IReadOnlyList<string> ids, TimeSpan patience, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        var left = ids.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        while (true)
        {
            var workers = await broker.WorkersAsync(stop);
            foreach (var id in left.ToArray())
            {
                // One that registered itself may have ended meanwhile: gone is drained.
                var mine = Array.FindAll(workers, worker => worker.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
                if (Array.Exists(mine, worker => worker.State is not (Drained or "draining")))
                {
                    terminal.Error.WriteLine(PrintableText.Of($"lb drain: Worker {id} was opened again by somebody else."));
                    return ExitCodes.Failed;
                }

                if (Array.TrueForAll(mine, worker => worker.State == Drained))
                {
                    Say($"Worker {id} is drained.");
                    left.Remove(id);
                }
            }

            if (left.Count == 0)
            {
                return ExitCodes.Done;
            }

            if (time.GetElapsedTime(start) >= patience)
            {
                var jobs = workers.Where(worker => left.Contains(worker.Id, StringComparer.OrdinalIgnoreCase)).Sum(worker => worker.InFlight);
                terminal.Error.WriteLine(PrintableText.Of(string.Create(
                    CultureInfo.InvariantCulture,
                    $"lb drain: after {patience.TotalSeconds:0.###} s (--timeout) {jobs} jobs are still in flight at {string.Join(", ", left)}; they stay closed and go on draining.")));
                return ExitCodes.Failed;
            }

            await Task.Delay(Interval, time, stop);
        }
    }

    private void Say(string text)
    {
        terminal.Output.WriteLine(PrintableText.Of(text));
        terminal.Output.Flush();
    }
}
