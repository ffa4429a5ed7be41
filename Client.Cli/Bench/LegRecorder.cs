using HdrHistogram;

namespace Client.Cli.Bench;

/// <summary>Collects what becomes of the jobs of one leg, from any thread.</summary>
/// <param name="windows">Stretches of the counted time, in order, without gaps.</param>
/// <param name="warmUp">Jobs due before it do not count.</param>
internal sealed class LegRecorder(IReadOnlyList<WindowRecord> windows, TimeSpan warmUp)
{
    private const long HighestMicroseconds = 3_600_000_000;

    private readonly Lock _lock = new();
    private readonly LongHistogram _late = new(1, HighestMicroseconds, 3);
    private readonly LongHistogram _pool = new(1, HighestMicroseconds, 3);
    private long _sent;
    private long _answered;
    private long _failed;

    /// <summary>Jobs that are on their way.</summary>
    public long UnderWay => Interlocked.Read(ref _sent) - Answered - Failed;

    /// <summary>Answers so far, those of the warm-up too.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Failures so far, those of the warm-up too.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>A job leaves.</summary>
    public void Send(PlannedJob job, TimeSpan late)
    {
        Interlocked.Increment(ref _sent);
        if (job.Due >= warmUp)
        {
            lock (_lock)
            {
                Record(_late, late);
            }
        }
    }

    /// <param name="job">The job.</param>
    /// <param name="latency">Counted from the moment it was due.</param>
    /// <param name="end">What became of it.</param>
    public void End(PlannedJob job, TimeSpan latency, JobEnd end)
    {
        Interlocked.Increment(ref end.Failure is null ? ref _answered : ref _failed);
        var counted = job.Due - warmUp;
        if (counted < TimeSpan.Zero)
        {
            return;
        }

        lock (_lock)
        {
            var window = windows[^1];
            for (var i = 0; i < windows.Count; i++)
            {
                if (counted < windows[i].To)
                {
                    window = windows[i];
                    break;
                }
            }

            window.Of(job.Type).End(latency, end);
        }
    }

    /// <summary>A sample of how long this process takes to look at what has come.</summary>
    public void Pool(TimeSpan delay)
    {
        lock (_lock)
        {
            Record(_pool, delay);
        }
    }

    /// <param name="cores">Processor time over the time gone by.</param>
    public Lateness Lateness(double cores)
    {
        lock (_lock)
        {
            return new Lateness(At(_late, 50), At(_late, 99), At(_late, 100), At(_pool, 99), cores);
        }
    }

    private static void Record(LongHistogram histogram, TimeSpan time)
        => histogram.RecordValue(Math.Clamp((long)time.TotalMicroseconds, 0, HighestMicroseconds));

    private static TimeSpan At(LongHistogram histogram, double percent)
        => histogram.TotalCount == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(histogram.GetValueAtPercentile(percent));
}
