namespace Balancing.Simulation;

/// <summary>How service times scatter about their mean, whatever the mean is.</summary>
/// <remarks>Two are equal when they scatter alike. Every spread has the mean 1, so that another one changes the tail and not the load.</remarks>
public sealed record Spread
{
    private readonly Kind _kind;
    private readonly double _first;
    private readonly double _second;

    private Spread(Kind kind, double first = 0, double second = 0)
    {
        _kind = kind;
        _first = first;
        _second = second;
    }

    private enum Kind
    {
        Constant,
        Exponential,
        Lognormal,
        Pareto,
    }

    /// <summary>Every job takes the mean.</summary>
    public static Spread Constant { get; } = new(Kind.Constant);

    /// <summary>Many short ones, few long ones; p99 is 4.6 times the mean.</summary>
    public static Spread Exponential { get; } = new(Kind.Exponential);

    /// <summary>A bell curve of the logarithm.</summary>
    /// <param name="sigma">
    /// Its standard deviation, 0 to 5. At 0.3, 95 % lie between 0.54 and 1.75 of the mean; from 1.5 on the tail is heavy: p99 is 10.6 times the mean.
    /// </param>
    public static Spread Lognormal(double sigma) => new(Kind.Lognormal, Ranges.Within(sigma, 0, 5));

    /// <summary>A heavy tail by a power law, cut off: a bounded Pareto distribution.</summary>
    /// <param name="shape">Its exponent, 0.1 to 10, not 1; the tail is the heavier, the smaller it is. Measured service times of the web lie between 1 and 2.</param>
    /// <param name="most">The longest as a multiple of the shortest, above 1, to 1,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">A figure is out of its range.</exception>
    public static Spread Pareto(double shape, double most)
    {
        Ranges.Within(Math.Abs(shape - 1), 1e-6, 9, nameof(shape)); // at 1 the mean has another formula
        return new(Kind.Pareto, Ranges.Within(shape, 0.1, 10), Ranges.Within(most, 1.001, 1e6));
    }

    /// <inheritdoc/>
    public override string ToString() => _kind switch
    {
        Kind.Constant => "constant",
        Kind.Exponential => "exponential",
        Kind.Lognormal => FormattableString.Invariant($"lognormal, sigma {_first}"),
        _ => FormattableString.Invariant($"Pareto, shape {_first}, to {_second} times"),
    };

    /// <summary>An exponential variate of mean 1; 1 - x because x may be 0 and its logarithm is not.</summary>
    internal static double ExponentialOf(Random random) => -Math.Log(1 - random.NextDouble());

    /// <summary>A service time as a multiple of the mean.</summary>
    internal double Draw(Random random) => _kind switch
    {
        Kind.Constant => 1,
        Kind.Exponential => ExponentialOf(random),
        Kind.Lognormal => LognormalOf(random),
        _ => ParetoOf(random),
    };

    // exp(sigma * z) has the mean exp(sigma^2 / 2), which is taken out again; z is normal by Box and Muller.
    private double LognormalOf(Random random)
    {
        var normal = Math.Sqrt(2 * ExponentialOf(random)) * Math.Cos(2 * Math.PI * random.NextDouble());
        return Math.Exp((_first * normal) - (_first * _first / 2));
    }

    // By inversion, with the shortest 1; then over the mean, which is a / (a - 1) * (1 - H^(1 - a)) / (1 - H^-a).
    private double ParetoOf(Random random)
    {
        var (shape, most) = (_first, _second);
        var within = 1 - Math.Pow(most, -shape);
        var drawn = Math.Pow(1 - (random.NextDouble() * within), -1 / shape);
        return drawn / (shape / (shape - 1) * (1 - Math.Pow(most, 1 - shape)) / within);
    }
}
