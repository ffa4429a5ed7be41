namespace Balancing.Core.Estimating;

/// <summary>How fast a queue gets shorter: the mean time between two departures while jobs wait.</summary>
/// <remarks>
/// Measured, so that slow workers, held slots and travel are in it, whatever the slots promise. An exponentially weighted mean of gain 1/64: at 1/8 a
/// handful of Longs that end together make the queue look twice as fast; at 1/1,000 a queue of one slot is misjudged for an hour after half its workers left. An interval
/// counts as at most ten times the mean. While nobody leaves, the wait for the next departure counts instead, as soon as it is longer than the mean.
/// </remarks>
public sealed class DrainRate
{
    private const double LeastGain = 1.0 / 64;
    private const double Most = 10;
    private const int LeastSamples = 8;

    private double _mean;
    private long _samples;
    private TimeSpan? _last;

    /// <summary>Whether enough departures have been seen to say something.</summary>
    public bool IsKnown => _samples >= LeastSamples;

    /// <summary>A job leaves the queue to run.</summary>
    /// <param name="now">On the clock of all calls.</param>
    /// <param name="othersWait">Whether jobs stay behind: without, the next interval says nothing of how fast the queue could be.</param>
    public void Left(TimeSpan now, bool othersWait)
    {
        if (_last is { } last)
        {
            var seconds = Math.Max(0, (now - last).TotalSeconds);
            _samples++;
            _mean += Math.Max(LeastGain, 1.0 / _samples) * ((IsKnown ? Math.Min(seconds, Most * _mean) : seconds) - _mean);
        }

        _last = othersWait ? now : null;
    }

    /// <summary>Nobody waits any more, though nobody left to run.</summary>
    public void Emptied() => _last = null;

    /// <summary>The mean of what was measured: a stall is in it once it is over. Seconds, above 0; meaningful once it <see cref="IsKnown"/>.</summary>
    public double MeanSecondsPerJob => Math.Max(1e-6, _mean);

    /// <summary>Seconds from one departure to the next, above 0; meaningful once it <see cref="IsKnown"/>.</summary>
    public double SecondsPerJob(TimeSpan now)
        => Math.Max(1e-6, _last is { } last ? Math.Max(_mean, (now - last).TotalSeconds) : _mean);
}
