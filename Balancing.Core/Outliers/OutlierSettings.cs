namespace Balancing.Core.Outliers;

/// <summary>When a destination is ejected on the evidence of its own traffic, for how long, and how many may be at once.</summary>
public sealed record OutlierSettings
{
    /// <summary>Whether destinations are ejected at all.</summary>
    public bool Ejects { get; init; } = true;

    /// <summary>
    /// Failures in a row after which a destination is ejected; 1 or more. Envoy's 5: with 2, chance alone does it where one job in ten fails; with 20, a
    /// worker that fails everything keeps more of what it was sent.
    /// </summary>
    public int Failures { get; init; } = 5;

    /// <summary>How long results are remembered for the failure rate; above 0.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Results that a destination, and the others together, must have had within the window before their rates are compared; 1 or more.</summary>
    public int Volume { get; init; } = 30;

    /// <summary>
    /// How much higher its failure rate must be than the others', at least: 0.2 for 20 of 100 jobs. Below 0.1 it is chance; and a destination that fails one job in ten
    /// is worth more to its cluster than its absence.
    /// </summary>
    public double Margin { get; init; } = 0.2;

    /// <summary>How long the first ejection lasts; each further one twice as long. Above 0.</summary>
    public TimeSpan BaseEjection { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest an ejection may last; at least <see cref="BaseEjection"/>.</summary>
    public TimeSpan MaxEjection { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The share of the destinations that may be ejected at once, from 0 to 1: of two or more always one, and never the last good one.</summary>
    public double MaxEjected { get; init; } = 0.7;

    /// <summary>The share of the destinations that must be healthy, from 0 to 1; with fewer (and always with none) health is ignored: panic.</summary>
    public double Panic { get; init; } = 0.2;
}
