namespace Balancing.Core.Estimating;

/// <summary>The mean service time of one class of jobs, learned from those that ended.</summary>
/// <remarks>
/// The plain mean of the first 200 samples, an exponentially weighted one after that: no bias at the start. A gain of 0.02 instead of 0.005 lets the
/// reservation tremble; 0.001 needs thousands of jobs to notice that a deployment doubled the work.
/// A quick mean beside it, of gain 1/16, finds leaps: where the two differ by a factor of 2.5, the slow one starts again from it, so that a change by 10 x is
/// known within some 25 jobs. At 2 the scatter of exponential times alone would do that now and then; at 4 a change by 5 x takes a hundred jobs.
/// A sample counts as at most five times the quick mean: of exponential times that cuts 0.7 % off, one of a thousand times the mean moves it by 2 %.
/// </remarks>
public sealed class ServiceTime(TimeSpan prior)
{
    private const double LeastGain = 0.005;
    private const double QuickGain = 1.0 / 16;
    private const double Leap = 2.5;
    private const double Most = 5;

    private double _mean = prior.TotalSeconds;
    private double _quick = prior.TotalSeconds;
    private long _counted;

    /// <summary>The mean, in seconds, above 0; the prior before the first sample.</summary>
    public double Seconds => _mean;

    /// <summary>How many samples have been seen.</summary>
    public long Samples { get; private set; }

    /// <summary>Learns from a job that came to a good end; a failure tells nothing of how long work takes.</summary>
    public void Learn(TimeSpan sample)
    {
        Samples++;
        _counted++;

        // The prior keeps a first sample that is tiny by chance from cutting off all that follow.
        var most = Most * (_counted < 1 / QuickGain ? Math.Max(_quick, prior.TotalSeconds) : _quick);
        var seconds = Math.Clamp(sample.TotalSeconds, Least, most > 0 ? most : double.MaxValue); // without a prior the first is all there is
        _quick += Math.Max(QuickGain, 1.0 / _counted) * (seconds - _quick);
        _mean += Math.Max(LeastGain, 1.0 / _counted) * (seconds - _mean);
        if (_quick > Leap * _mean || Leap * _quick < _mean)
        {
            _mean = _quick;
            _counted = (long)(1 / QuickGain);
        }
    }

    // A microsecond: rates are divided by the mean, and a clock that stood still would make it 0.
    private const double Least = 1e-6;
}
