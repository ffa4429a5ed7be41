using Balancing.Core.Queueing;
using Balancing.Core.Timeouts;

namespace Balancing.Core.Tests.Timeouts;

/// <summary>Workers that are always full of Shorts, each watched; one that is given up begins anew at the next worker, up to three times, and its slot takes another after that.</summary>
internal sealed class JumpWorld
{
    private const int MostTries = 3;

    private readonly AnswerTimes _times = new(new TimeoutSettings());
    private readonly Random _random = new(3);
    private readonly TimeSpan[] _spokeAt;
    private readonly Job[] _running;
    private TimeSpan _now;
    private int _done;

    public JumpWorld(int workers, int slots, TimeSpan serviceTime)
    {
        ServiceTime = serviceTime;
        _spokeAt = new TimeSpan[workers];
        _running = [.. Enumerable.Range(0, workers * slots).Select(slot => Begin(slot % workers, 0))];
    }

    /// <summary>The mean of what a job takes; each takes from half of it to one and a half.</summary>
    public TimeSpan ServiceTime { get; set; }

    /// <summary>The worker that begins no answer any more; null for none.</summary>
    public int? Hung { get; set; }

    public int GivenUp { get; private set; }

    public TimeSpan LongestWait { get; private set; }

    public int Lost { get; private set; }

    public TimeSpan Patience => _times.PatienceWith(JobClass.Short, TimeSpan.Zero, 0);

    public void Run(int jobs)
    {
        for (var end = _done + jobs; _done < end;)
        {
            _now += TimeSpan.FromMilliseconds(1);
            for (var slot = 0; slot < _running.Length; slot++)
            {
                Step(ref _running[slot], slot % _spokeAt.Length);
            }
        }
    }

    private void Step(ref Job job, int home)
    {
        if (_now >= job.EndsAt && job.Worker != Hung)
        {
            _spokeAt[job.Worker] = _now;
            _times.Answered(JobClass.Short, job.Began, _now);
            _done++;
            job = Begin(home, 0);
        }
        else if (job.Watch.Look(_now, new Sight(_spokeAt[job.Worker], job.Tries < MostTries - 1)) == WatchAction.GiveUp)
        {
            if (job.Watch.CountsAge)
            {
                _times.Exceeded(JobClass.Short, _now - job.Began);
            }

            Lost += job.Tries < MostTries - 1 ? 0 : 1;
            GivenUp++;
            LongestWait = _now - job.Began > LongestWait ? _now - job.Began : LongestWait;
            job = Begin((job.Worker + 1) % _spokeAt.Length, job.Tries < MostTries - 1 ? job.Tries + 1 : 0);
        }
    }

    private Job Begin(int worker, int tries) => new(
        worker, tries, _now, _now + (ServiceTime * (0.5 + _random.NextDouble())), new AnswerWatch(_times, JobClass.Short, TimeSpan.Zero, tries, _now, mayHedge: false));

    private record struct Job(int Worker, int Tries, TimeSpan Began, TimeSpan EndsAt, AnswerWatch Watch)
    {
        public AnswerWatch Watch = Watch;
    }

    private readonly record struct Sight(TimeSpan SpokeAt, bool MayRepeat) : ITrySight
    {
        public bool TryPromise() => MayRepeat;
    }
}
