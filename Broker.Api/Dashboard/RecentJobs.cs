using Balancing.Core.Queueing;
using Balancing.Simulation;

namespace Broker.Api.Dashboard;

/// <summary>The jobs that ended of late, to be sent through the simulator: at most 32,768 of the last two minutes.</summary>
/// <remarks>Noting one costs a few nanoseconds under a lock; memory grows with use, up to 1.3 MiB.</remarks>
internal sealed class RecentJobs
{
    private const int Most = 32_768;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly List<RecordedJob> _ring = [];
    private int _next;

    /// <summary>A job ended.</summary>
    /// <param name="arrived">When it came, on the clock of all calls.</param>
    /// <param name="application">Whose it was.</param>
    /// <param name="jobClass">What it was dispatched as.</param>
    /// <param name="work">How long it ran.</param>
    public void Note(TimeSpan arrived, string application, JobClass jobClass, TimeSpan work)
    {
        var job = new RecordedJob(arrived, application, jobClass, work);
        lock (_lock)
        {
            if (_ring.Count < Most)
            {
                _ring.Add(job);
            }
            else
            {
                _ring[_next] = job;
                _next = (_next + 1) % Most;
            }
        }
    }

    /// <summary>Those of the last two minutes, by the time they came, which begins with the first.</summary>
    public RecordedJob[] Last(TimeSpan now)
    {
        RecordedJob[] all;
        lock (_lock)
        {
            all = [.. _ring];
        }

        var recent = all.Where(job => job.At > now - Longest).OrderBy(job => job.At).ToArray();
        return Array.ConvertAll(recent, job => job with { At = job.At - recent[0].At });
    }
}
