namespace Balancing.Core.Estimating;

/// <summary>How many times as long as expected jobs take at one destination: a mean of ratios, drawn towards 1 as long as it rests on little.</summary>
/// <remarks>
/// Ratios to what was expected of each job, so that Shorts and Longs teach alike and a destination that had Longs only does not pass for slow. The gain ends at
/// 1/64: exponential times make the mean scatter by 9 %, so that of a hundred equals the slowest looks 1.3 times as slow as the fast ones; at 1/16 it would be 1.7 times,
/// and equals would be told apart by chance. At 1/256 a worker that has slowed down is found after hundreds of its jobs. One that counts as slow learns at 1/16,
/// as it gets few jobs: after ten times it is forgiven within 50 of them. A ratio counts as at most eight.
/// </remarks>
public struct LearnedSlowness
{
    private const double PriorWeight = 8;
    private const double LeastGain = 1.0 / 64;
    private const double GainWhereSlow = 1.0 / 16;
    private const double Most = 8;

    private double _mean;
    private int _samples;

    /// <summary>How many jobs have taught, as far as that matters: from 0 to 64.</summary>
    public readonly int Samples => _samples;

    /// <summary>The estimate, above 0; 1 where nothing is known.</summary>
    public readonly double Value => (PriorWeight + (_samples * _mean)) / (PriorWeight + _samples);

    /// <summary>Learns from a job that ended, or has run for so long.</summary>
    /// <param name="ratio">What it took over what was expected of it; 0 or more.</param>
    /// <param name="isSlow">Whether the destination counts as slow, and gets few jobs to learn from.</param>
    public void Learn(double ratio, bool isSlow)
    {
        _samples = Math.Min((int)(1 / LeastGain), _samples + 1);
        _mean += Math.Max(isSlow ? GainWhereSlow : LeastGain, 1.0 / _samples) * (Math.Clamp(ratio, 0, Most) - _mean);
    }
}
