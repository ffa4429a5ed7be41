namespace Balancing.Core.Outliers;

/// <summary>How long an ejection lasts, and how it is forgiven.</summary>
internal static class EjectionTime
{
    // Of its time, so that destinations ejected together do not come back together; downwards, so that the cap is one.
    private const double Jitter = 0.1;

    // Good behaviour for as long as the ejection was, and never less than six base ejections (30 s): with one, a worker that dies every ten seconds begins anew each time; with
    // sixty, a bad minute in the morning is remembered at noon.
    private const double LeastGoodTime = 6;

    /// <summary>One more; no more than it takes to reach the cap, so that what is forgiven step by step is forgiven some day.</summary>
    public static int Next(int ejections, OutlierSettings settings)
        => ejections == 0 || Whole(ejections, settings) < settings.MaxEjection ? ejections + 1 : ejections;

    /// <summary>How long the ejection lasts that is the nth not forgiven.</summary>
    public static TimeSpan Of(int ejections, OutlierSettings settings, Random random)
        => Whole(ejections, settings) * (1 - (Jitter * random.NextDouble()));

    /// <summary>How many of these are left after so much good behaviour.</summary>
    public static int Left(int ejections, TimeSpan goodTime, OutlierSettings settings)
    {
        while (ejections > 0)
        {
            var whole = Whole(ejections, settings);
            var least = settings.BaseEjection * LeastGoodTime;
            var price = whole > least ? whole : least;
            if (goodTime < price)
            {
                break;
            }

            goodTime -= price;
            ejections--;
        }

        return ejections;
    }

    private static TimeSpan Whole(int ejections, OutlierSettings settings)
    {
        var seconds = settings.BaseEjection.TotalSeconds * Math.Pow(2, Math.Max(0, ejections - 1));
        return seconds < settings.MaxEjection.TotalSeconds ? TimeSpan.FromSeconds(seconds) : settings.MaxEjection;
    }
}
