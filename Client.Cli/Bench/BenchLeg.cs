using System.Diagnostics;

namespace Client.Cli.Bench;

/// <summary>
/// Sends the jobs of one leg to one target, each at its moment and whatever has become of those before it (an open loop): a slow target gets no fewer jobs, and what waits
/// because of it counts (no coordinated omission).
/// </summary>
/// <param name="poster">Sends them; kept open, so that the connections are.</param>
/// <param name="settings">Which jobs.</param>
internal sealed class BenchLeg(JobPoster poster, LegSettings settings)
{
    // How often it is tried how soon this process looks at what has come.
    private static readonly TimeSpan ProbeGap = TimeSpan.FromMilliseconds(10);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open = 1; // jobs under way, and the sending itself

    /// <summary>Runs it to the last answer.</summary>
    /// <param name="target">Whom to send to.</param>
    /// <param name="plan">When.</param>
    /// <param name="seed">Of <see cref="Arrivals.Seed"/>.</param>
    /// <param name="recorder">Gets what becomes of each job.</param>
    /// <param name="stop">Ends the sending and breaks off what is under way.</param>
    /// <returns>Processor time of this process over the time gone by.</returns>
    public async Task<double> RunAsync(BenchTarget target, RatePlan plan, int seed, LegRecorder recorder, CancellationToken stop)
    {
        var address = new Uri(target.Address, "process");
        var jobs = Arrivals.Of(plan, settings.Mix, settings.Arrivals, seed);
        var busy = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        var probed = TimeSpan.Zero;

        // A thread of its own: one of the pool would have to wait for its turn.
        var sending = new Thread(() =>
        {
            try
            {
                new Pacer(TimeProvider.System, settings.Sleep).Run(jobs, start, Send, stop);
            }
            finally
            {
                EndOne();
            }
        })
        { IsBackground = true, Name = "lb bench" };
        sending.Start();
        await _ended.Task;
        stop.ThrowIfCancellationRequested();
        return (Environment.CpuUsage.TotalTime - busy) / Stopwatch.GetElapsedTime(start);

        void Send(PlannedJob job, TimeSpan late)
        {
            recorder.Send(job, late);
            if (job.Due >= plan.WarmUp && job.Due - probed >= ProbeGap)
            {
                probed = job.Due;
                ThreadPool.UnsafeQueueUserWorkItem(static probe => probe.recorder.Pool(Stopwatch.GetElapsedTime(probe.Item2)), (recorder, Stopwatch.GetTimestamp()), preferLocal: false);
            }

            if (recorder.UnderWay > settings.MaxInFlight)
            {
                recorder.End(job, late, new JobEnd("not sent"));
                return;
            }

            Interlocked.Increment(ref _open);
            _ = PostAsync(job);
        }

        async Task PostAsync(PlannedJob job)
        {
            try
            {
                var end = await poster.PostAsync(address, job, stop);
                recorder.End(job, Stopwatch.GetElapsedTime(start) - job.Due, end);
            }
            catch (OperationCanceledException)
            {
                // Broken off by Ctrl-C: the leg has no result.
            }
            finally
            {
                EndOne();
            }
        }
    }

    private void EndOne()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _ended.SetResult();
        }
    }
}
