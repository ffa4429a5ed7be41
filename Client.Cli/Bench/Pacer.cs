namespace Client.Cli.Bench;

/// <summary>
/// Hands out each job at its moment, on the thread that calls it. A job is never early. After a hold-up what is overdue goes at once and the rest keeps its own
/// moments, so that a slow spell neither thins the load out nor shifts it.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="sleep">Blocks for about so long; may end early or late.</param>
internal sealed class Pacer(TimeProvider time, Action<TimeSpan> sleep)
{
    // Ctrl-C must not wait for the next job of a slow trickle.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(100);

    /// <param name="jobs">In the order they are due.</param>
    /// <param name="start">The timestamp that their moments count from.</param>
    /// <param name="send">Gets the job and how late it is; must not block.</param>
    /// <param name="stop">Ends it before the next job.</param>
    public void Run(IEnumerable<PlannedJob> jobs, long start, Action<PlannedJob, TimeSpan> send, CancellationToken stop)
    {
        foreach (var job in jobs)
        {
            TimeSpan late;
            while ((late = time.GetElapsedTime(start) - job.Due) < TimeSpan.Zero && !stop.IsCancellationRequested)
            {
                sleep(-late < LongestSleep ? -late : LongestSleep);
            }

            if (stop.IsCancellationRequested)
            {
                return;
            }

            send(job, late);
        }
    }
}
