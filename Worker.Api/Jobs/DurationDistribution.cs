namespace Worker.Api.Jobs;

/// <summary>How simulated durations scatter about their mean.</summary>
public enum DurationDistribution
{
    /// <summary>Not at all.</summary>
    Constant,

    /// <summary>Many short ones and a few very long: the standard deviation is the mean.</summary>
    Exponential,

    /// <summary>Mildly, and never near zero: the standard deviation is 0.31 of the mean.</summary>
    Lognormal,

    /// <summary>Shorts exponential, Longs lognormal: the jobs of the project's simulations and benchmarks.</summary>
    Mixed,
}
