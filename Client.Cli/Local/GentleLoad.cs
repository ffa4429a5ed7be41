using Client.Cli.Bench;
using Job.Contracts;

namespace Client.Cli.Local;

/// <summary>What <c>lb up --load</c> sends to its own broker: Shorts and Longs of a few applications, more and fewer in waves of half a minute, never more than the workers can do.</summary>
/// <param name="broker">Whom to send it to.</param>
/// <param name="slots">Slots of all workers together.</param>
/// <param name="time">The clock of the answers.</param>
internal sealed class GentleLoad(Uri broker, int slots, TimeProvider time)
{
    private const int Applications = 6;
    private const double LongShare = 0.4;

    // With the simulated times a job takes 83 ms on average: three fifths of the slots, and no more than a laptop does beside its other work.
    private const double PerSlot = 0.6 / 0.083;
    private const double Most = 150;
    private const double Wave = 0.6;
    private const double WaveSeconds = 30;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private int _underWay;

    /// <summary>Sends until it is told to stop; then the last answers are awaited.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var poster = new JobPoster(Applications, Timeout, TimeProvider.System);
        var address = new Uri(broker, "process");

        // A thread of its own: it sleeps between jobs.
        await Task.Factory.StartNew(
            () => new Pacer(time, FineSleep.For).Run(Jobs(Math.Min(Most, slots * PerSlot)), time.GetTimestamp(), (job, _) => Send(poster, address, job, stop), stop),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        while (Volatile.Read(ref _underWay) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>The jobs, without end: a Poisson process whose rate rises and falls.</summary>
    /// <param name="rate">Jobs a second on average.</param>
    internal static IEnumerable<PlannedJob> Jobs(double rate)
    {
        var chance = new Random(1);
        var due = 0.0;
        while (true)
        {
            // Drawn at the highest rate, and thinned out to that of the moment.
            due += -Math.Log(1 - chance.NextDouble()) / (rate * (1 + Wave));
            if (chance.NextDouble() * (1 + Wave) < 1 + (Wave * Math.Sin(2 * Math.PI * due / WaveSeconds)))
            {
                yield return new PlannedJob(TimeSpan.FromSeconds(due), chance.NextDouble() < LongShare ? JobType.Long : JobType.Short, chance.Next(Applications));
            }
        }
    }

    // Workers that have been made slower than they are by default, or fewer, get less: nothing piles up here.
    private void Send(JobPoster poster, Uri address, PlannedJob job, CancellationToken stop)
    {
        if (Volatile.Read(ref _underWay) < 2 * slots)
        {
            Interlocked.Increment(ref _underWay);
            _ = PostAsync(poster, address, job, stop);
        }
    }

    private async Task PostAsync(JobPoster poster, Uri address, PlannedJob job, CancellationToken stop)
    {
        try
        {
            await poster.PostAsync(address, job, stop);
        }
        catch (OperationCanceledException)
        {
            // told to stop
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
