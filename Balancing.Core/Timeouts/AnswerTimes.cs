using Balancing.Core.Estimating;
using Balancing.Core.Queueing;

namespace Balancing.Core.Timeouts;

/// <summary>How long the destinations of one cluster take to begin their answers, per class, and how long to wait for one.</summary>
/// <remarks>Thread-safe by one lock per class, held for some tens of nanoseconds; allocates nothing.</remarks>
public sealed class AnswerTimes(TimeoutSettings settings)
{
    // Four times the p99 of the class, or ten times what this sender's jobs take: of exponential times one in a hundred million is longer. At 2 and 5 it is one in ten thousand, and in a burst some are
    // run twice for nothing; at 16 and 40 a worker that hangs costs Longs of 0.2 s half a minute.
    private const double TimesP99 = 4;
    private const double TimesExpected = 10;

    // A request that was waited for in vain once may be one that takes longer than others.
    private const double MorePerTry = 4;
    private const int MostSteps = 3;

    private readonly ClassTimes _shorts = new();
    private readonly ClassTimes _longs = new();

    /// <summary>The bounds.</summary>
    public TimeoutSettings Settings => settings;

    /// <summary>The first byte of a good answer came.</summary>
    /// <param name="jobClass">What it was dispatched as.</param>
    /// <param name="dispatchedAt">When.</param>
    /// <param name="now">On the same clock.</param>
    public void Answered(JobClass jobClass, TimeSpan dispatchedAt, TimeSpan now) => Of(jobClass).Answered(dispatchedAt, now);

    /// <summary>None came within so long, and that was hardly the destination's fault: it takes at least so long.</summary>
    public void Exceeded(JobClass jobClass, TimeSpan age) => Of(jobClass).Exceeded(age);

    /// <summary>Whether one of the class that was dispatched after another has its answer already.</summary>
    /// <param name="jobClass">The class.</param>
    /// <param name="dispatchedAt">When the other was.</param>
    public bool HasAnsweredLater(JobClass jobClass, TimeSpan dispatchedAt) => Of(jobClass).LatestAnswered > dispatchedAt;

    /// <summary>How long an answer may take to begin before something is wrong.</summary>
    /// <param name="jobClass">What it was dispatched as.</param>
    /// <param name="expected">What jobs of its sender take, as far as known; 0 or more.</param>
    /// <param name="triesBefore">How many tries it had before this one.</param>
    public TimeSpan PatienceWith(JobClass jobClass, TimeSpan expected, int triesBefore)
    {
        var ceiling = settings.CeilingOf(jobClass);
        if (Of(jobClass).P99 is not { } p99)
        {
            return ceiling;
        }

        var patience = Math.Max(Math.Max(TimesP99 * p99.TotalSeconds, TimesExpected * expected.TotalSeconds), settings.Floor.TotalSeconds);
        patience *= Math.Pow(MorePerTry, Math.Clamp(triesBefore, 0, MostSteps));
        return patience < ceiling.TotalSeconds ? TimeSpan.FromSeconds(patience) : ceiling;
    }

    /// <summary>Within which time 95 of 100 of the class have begun their answer; null as long as that is not known.</summary>
    public TimeSpan? P95(JobClass jobClass) => Of(jobClass).P95;

    private ClassTimes Of(JobClass jobClass) => jobClass == JobClass.Short ? _shorts : _longs;

    private sealed class ClassTimes
    {
        private readonly Lock _lock = new();
        private readonly TimeQuantiles _times = new();
        private TimeSpan _latestAnswered = TimeSpan.MinValue;

        public TimeSpan LatestAnswered
        {
            get
            {
                lock (_lock)
                {
                    return _latestAnswered;
                }
            }
        }

        public TimeSpan? P95
        {
            get
            {
                lock (_lock)
                {
                    return _times.IsKnown ? _times.P95 : null;
                }
            }
        }

        public TimeSpan? P99
        {
            get
            {
                lock (_lock)
                {
                    return _times.IsKnown ? _times.P99 : null;
                }
            }
        }

        public void Answered(TimeSpan dispatchedAt, TimeSpan now)
        {
            lock (_lock)
            {
                _times.Add(now - dispatchedAt);
                _latestAnswered = dispatchedAt > _latestAnswered ? dispatchedAt : _latestAnswered;
            }
        }

        public void Exceeded(TimeSpan age)
        {
            lock (_lock)
            {
                _times.Add(age);
            }
        }
    }
}
