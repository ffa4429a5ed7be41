namespace Balancing.Core.Estimating;

/// <summary>Quantiles of how long something takes, learned as it happens: quick to grow, slow to shrink.</summary>
/// <remarks>
/// A histogram of the times' logarithms, four bins to a doubling, so that a quantile is at most 19 % too high and never too low. Of the last samples 512 count half: a higher level
/// shows in a p99 after some ten of them, and goes out of it after some 3,500. With 64, a single outlier would be the p99 for minutes of a quiet hour; with 8,192, days after a bad one would
/// still be waited for too long. O(1) per sample, and a look at the bins every 32. Not thread-safe.
/// </remarks>
internal sealed class TimeQuantiles
{
    /// <summary>Samples before which nothing is known.</summary>
    public const int LeastSamples = 16;

    private const int PerDoubling = 4;
    private const int Bins = 128;
    private const int HalfAfter = 512;
    private const int LookAfter = 32;

    // The first bin ends at 30 microseconds, the last at 36 hours.
    private const double Origin = -15;

    private static readonly double Most = Math.Pow(2, Origin + ((Bins - 1) / (double)PerDoubling));

    private readonly double[] _weights = new double[Bins];
    private double _total;
    private int _seen;
    private long _count;

    /// <summary>Whether enough has been seen to say something.</summary>
    public bool IsKnown => _count >= LeastSamples;

    /// <summary>Within which time 95 of 100 are done; meaningful once it <see cref="IsKnown"/>.</summary>
    public TimeSpan P95 { get; private set; }

    /// <summary>Within which time 99 of 100 are done; meaningful once it <see cref="IsKnown"/>.</summary>
    public TimeSpan P99 { get; private set; }

    /// <summary>One took so long; below 0 counts as 0.</summary>
    public void Add(TimeSpan time)
    {
        var seconds = Math.Clamp(time.TotalSeconds, 1e-9, Most);
        _weights[(int)Math.Clamp(Math.Ceiling((Math.Log2(seconds) - Origin) * PerDoubling), 0, Bins - 1)]++;
        _total++;
        _count++;
        if (++_seen % LookAfter == 0 || _count == LeastSamples)
        {
            (P95, P99) = (Find(0.95), Find(0.99));
        }

        if (_seen == HalfAfter)
        {
            _seen = 0;
            _total /= 2;
            for (var bin = 0; bin < Bins; bin++)
            {
                _weights[bin] /= 2;
            }
        }
    }

    private TimeSpan Find(double share)
    {
        var beyond = _total * (1 - share);
        var bin = Bins - 1;
        for (double above = 0; bin > 0; bin--)
        {
            above += _weights[bin];
            if (above > beyond)
            {
                break;
            }
        }

        return TimeSpan.FromSeconds(Math.Pow(2, Origin + (bin / (double)PerDoubling)));
    }
}
