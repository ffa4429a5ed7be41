namespace Balancing.Core.Estimating;

/// <summary>How long the jobs of one sender take: a robust mean, drawn towards what is known of its class as long as it rests on little.</summary>
/// <remarks>
/// The mean of the samples weighs as many jobs as it rests on, the prior <see cref="PriorWeight"/> (empirical Bayes). With a weight of 1 a single
/// outlier makes a newcomer's cost fivefold; with 16 a sender that is really ten times as slow is believed after some twenty jobs instead of five.
/// The gain ends at 1/16: a change by 10 x is learned within 15 jobs upwards and 35 downwards, and exponential times make the mean scatter by
/// 18 %. At 1/64 the way down takes 140 jobs, at 1/4 it scatters by 38 %. A sample counts as at most five times what was expected.
/// </remarks>
public struct LearnedCost
{
    private const double PriorWeight = 4;
    private const double LeastGain = 1.0 / 16;

    // What an exponentially weighted mean of that gain is worth in plain samples: 2 / gain - 1.
    private const double MostSamples = 31;
    private const double Most = 5;

    private double _mean;
    private double _samples;

    /// <summary>How many samples the mean is worth, from 0 to 31.</summary>
    public readonly double Samples => _samples;

    /// <summary>The expected cost, in seconds.</summary>
    /// <param name="prior">What to expect of one of whom nothing is known, in seconds, above 0.</param>
    public readonly double Expected(double prior) => ((PriorWeight * prior) + (_samples * _mean)) / (PriorWeight + _samples);

    /// <summary>Learns from a job.</summary>
    /// <param name="seconds">What it took, or has taken so far.</param>
    /// <param name="prior">As in <see cref="Expected"/>.</param>
    /// <returns>False when it took so much longer than expected that it was not believed as it was: what is expected is not yet what is true.</returns>
    public bool Learn(double seconds, double prior)
    {
        var most = Most * Expected(prior);
        var cost = Math.Clamp(seconds, 0, most);
        _samples = Math.Min(MostSamples, _samples + 1);
        _mean += Math.Max(LeastGain, 1 / _samples) * (cost - _mean);
        return seconds <= most;
    }
}
