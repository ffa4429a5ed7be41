namespace Balancing.Core.Estimating;

/// <summary>The mean service time of one kind of job, learned from those that ended.</summary>
/// <remarks>
/// The plain mean of the first 200 samples, an exponentially weighted one after that: no bias at the start, and a change is
/// learned within some hundreds of jobs. A gain of 0.02 follows faster, and lets the reservation tremble; 0.001 needs
/// thousands of jobs to notice that a deployment doubled the work.
/// </remarks>
public sealed class ServiceTime(TimeSpan prior)
{
    private const double LeastGain = 0.005;

    private double _mean = prior.TotalSeconds;
    private long _samples;

    /// <summary>The mean, in seconds; the prior before the first sample.</summary>
    public double Seconds => _mean;

    /// <summary>How many samples it rests on.</summary>
    public long Samples => _samples;

    /// <summary>Learns from a job that came to a good end; a failure tells nothing of how long work takes.</summary>
    public void Learn(TimeSpan sample)
    {
        _samples++;
        _mean += Math.Max(LeastGain, 1.0 / _samples) * (sample.TotalSeconds - _mean);
    }
}
