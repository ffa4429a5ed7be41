namespace Balancing.Core.Estimating;

/// <summary>Where jobs that nobody labels part into Short and Long: between the two heaps that all expected costs fall into.</summary>
/// <remarks>
/// A histogram of the costs' logarithms, two bins to a doubling, and the cut that leaves the two sides most alike in themselves (N. Otsu, A threshold
/// selection method from gray-level histograms, IEEE Trans. SMC 1979). No cut where the sides' means differ by less than 5 x: then all are alike, and
/// sharing fairly is all that can be done; at 2 the scatter of the estimates alone would divide equals, at 20 jobs of 5 and 80 ms would be treated alike.
/// O(1) per job, and a look at the bins every 64 jobs. What is old fades: 1,024 jobs count half.
/// </remarks>
internal sealed class CostScale
{
    private const int PerDoubling = 2;
    private const int Bins = 64;
    private const int FirstLook = 16;
    private const int LookAfter = 64;
    private const int HalfAfter = 1024;

    // The first bin: 30 microseconds; the last: 37 hours.
    private const double Origin = -15;
    private const double LeastRatio = 5;

    private readonly double[] _weights = new double[Bins];
    private int _seen;

    /// <summary>Costs above it, in seconds, are those of Longs; infinite where all are alike.</summary>
    public double Cut { get; private set; } = double.PositiveInfinity;

    /// <summary>A job ended whose sender's jobs are expected to cost so much.</summary>
    public void Add(double seconds)
    {
        var bin = (int)Math.Clamp((Math.Log2(Math.Max(seconds, 1e-9)) - Origin) * PerDoubling, 0, Bins - 1);
        _weights[bin]++;
        if (++_seen % LookAfter == 0 || _seen is FirstLook or (2 * FirstLook))
        {
            Cut = Find();
        }

        if (_seen == HalfAfter)
        {
            _seen = 0;
            for (var index = 0; index < Bins; index++)
            {
                _weights[index] /= 2;
            }
        }
    }

    private double Find()
    {
        double total = 0, sum = 0;
        for (var bin = 0; bin < Bins; bin++)
        {
            total += _weights[bin];
            sum += bin * _weights[bin];
        }

        double below = 0, sumBelow = 0, best = 0, cut = double.PositiveInfinity;
        for (var bin = 0; bin < Bins - 1; bin++)
        {
            below += _weights[bin];
            sumBelow += bin * _weights[bin];

            // A side of less than a hundredth is chance, not a kind of jobs.
            if (below < 0.01 * total || total - below < 0.01 * total)
            {
                continue;
            }

            var low = sumBelow / below;
            var high = (sum - sumBelow) / (total - below);
            var between = below * (total - below) * (high - low) * (high - low);
            if (between > best)
            {
                best = between;
                cut = high - low < PerDoubling * Math.Log2(LeastRatio) ? double.PositiveInfinity : (low + high + 1) / 2;
            }
        }

        return Math.Pow(2, (cut / PerDoubling) + Origin);
    }
}
