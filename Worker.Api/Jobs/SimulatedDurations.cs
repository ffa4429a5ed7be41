using Job.Contracts;

namespace Worker.Api.Jobs;

/// <summary>
/// Draws how long simulated jobs take. The same seed gives the same durations in the same order; several threads may draw.
/// </summary>
/// <param name="options">The means and the distribution.</param>
/// <param name="random">Owned by this object from now on.</param>
public sealed class SimulatedDurations(SimulateOptions options, Random random)
{
    // The natural logarithm's standard deviation: 95 % of the durations lie between 0.54 and 1.75 of the mean.
    private const double Sigma = 0.3;

    private readonly Lock _drawing = new();

    /// <summary>The durations of one worker: its own chance, and the same again at the next start.</summary>
    /// <param name="options">The means, the distribution and the seed.</param>
    /// <param name="workerId">Tells the workers of one seed apart.</param>
    public static SimulatedDurations For(SimulateOptions options, int workerId)
    {
        ArgumentNullException.ThrowIfNull(options);

        // Neighbouring seeds make Random begin alike, so the two numbers are spread over all bits first (Steele's SplitMix64).
        var seed = ((ulong)(uint)options.Seed << 32) + (uint)workerId;
        seed = (seed + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
        seed = (seed ^ (seed >> 27)) * 0x94D049BB133111EB;
        return new SimulatedDurations(options, new Random((int)(seed >> 32)));
    }

    /// <summary>How long the next job of this type takes.</summary>
    /// <param name="type">Decides the mean.</param>
    public TimeSpan Next(JobType type)
    {
        var mean = type == JobType.Long ? options.Long : options.Short;
        return options.Distribution switch
        {
            DurationDistribution.Exponential => mean * Exponential(),
            DurationDistribution.Lognormal => mean * Lognormal(),
            DurationDistribution.Mixed => mean * (type == JobType.Long ? Lognormal() : Exponential()),
            _ => mean,
        };
    }

    // By inversion; 1 - x because x may be 0 and its logarithm is not.
    private double Exponential() => -Math.Log(1 - Draw());

    // exp(sigma * z) has the mean exp(sigma^2 / 2), which is taken out again; z is normal by Box and Muller.
    private double Lognormal()
    {
        double angle, radius;
        lock (_drawing)
        {
            angle = 2 * Math.PI * random.NextDouble();
            radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        }

        return Math.Exp((Sigma * radius * Math.Cos(angle)) - (Sigma * Sigma / 2));
    }

    private double Draw()
    {
        lock (_drawing)
        {
            return random.NextDouble();
        }
    }
}
