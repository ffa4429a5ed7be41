namespace Balancing.Core.Outliers;

/// <summary>Finds destinations that fail far more often than the others of their cluster.</summary>
/// <remarks>
/// <para>Envoy's success-rate outliers (its documentation, "Outlier detection"): one is ejected whose success rate is below <c>mean - factor * standard deviation</c>, with 1.9 as
/// the factor. Envoy takes mean and deviation over all, the suspect included; among n destinations one alone can then be at most sqrt(n - 1) deviations off, which is less than
/// 1.9 below five. Here they are those of the <em>others</em>, weighted by their results, so that it works with two.</para>
/// <para>The deviation between the others is often 0. So the difference must also be larger than three standard errors of a share measured on so few
/// results, <c>3 sqrt(p (1 - p) / n)</c>, and than the margin that was set.</para>
/// </remarks>
internal struct FailureRates
{
    private const double Factor = 1.9;
    private const double Errors = 3;

    private long _results;
    private long _failures;

    // The sum of the rates' squares, weighted by results.
    private double _squares;

    /// <summary>Adds one destination's results to those compared with.</summary>
    public void Add(FailureWindow window)
    {
        _results += window.Results;
        _failures += window.Failures;
        _squares += window.Rate * window.Failures;
    }

    /// <summary>Whether one of those added fails so much more often than the others that it is an outlier.</summary>
    public readonly bool IsOutlier(FailureWindow one, OutlierSettings settings)
    {
        var others = _results - one.Results;
        if (one.Results < settings.Volume || others < settings.Volume)
        {
            return false;
        }

        var mean = (double)(_failures - one.Failures) / others;
        var variance = Math.Max(0, ((_squares - (one.Rate * one.Failures)) / others) - (mean * mean));
        var share = (double)_failures / _results;
        var error = Math.Sqrt(share * (1 - share) / one.Results);
        return one.Rate - mean > Math.Max(settings.Margin, Math.Max(Factor * Math.Sqrt(variance), Errors * error));
    }
}
