using System.Globalization;

namespace Client.Cli.Bench;

/// <summary>How many jobs a second come during one leg: a level rate while it warms up, from there on level or rising (or falling) linearly.</summary>
/// <param name="From">Jobs per second at the beginning, over 0.</param>
/// <param name="To">Jobs per second at the end, over 0.</param>
/// <param name="WarmUp">How long jobs are sent before any counts.</param>
/// <param name="Counted">How long after that jobs count.</param>
internal sealed record RatePlan(double From, double To, TimeSpan WarmUp, TimeSpan Counted)
{
    /// <summary>When the last job has come.</summary>
    public TimeSpan End => WarmUp + Counted;

    /// <summary>The mean rate of the counted part.</summary>
    public double Mean => (From + To) / 2;

    /// <summary>As <c>850/s</c>, or <c>100..900/s</c> where it changes.</summary>
    public string Text => From == To
        ? string.Create(CultureInfo.InvariantCulture, $"{From:0.##}/s")
        : string.Create(CultureInfo.InvariantCulture, $"{From:0.##}..{To:0.##}/s");

    /// <summary>Jobs expected in all.</summary>
    public double Jobs => (From * WarmUp.TotalSeconds) + (Mean * Counted.TotalSeconds);

    /// <summary>The moment by which so many jobs are expected: the inverse of the rate's integral. Beyond <see cref="Jobs"/> it lies behind <see cref="End"/>.</summary>
    /// <param name="jobs">From 0; fractions are meant.</param>
    public TimeSpan At(double jobs)
    {
        var warm = From * WarmUp.TotalSeconds;
        if (jobs <= warm)
        {
            return TimeSpan.FromSeconds(jobs / From);
        }

        if (jobs >= Jobs)
        {
            return End + TimeSpan.FromSeconds((jobs - Jobs) / To);
        }

        // Of From * t + slope / 2 * t^2 = rest; in this form it holds for a slope of 0, too, and loses no digits near it.
        var rest = jobs - warm;
        var slope = (To - From) / Counted.TotalSeconds;
        return WarmUp + TimeSpan.FromSeconds(2 * rest / (From + Math.Sqrt((From * From) + (2 * slope * rest))));
    }
}
