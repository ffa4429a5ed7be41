namespace Balancing.Simulation;

/// <summary>Arrivals that come in waves: phases above the mean rate and phases below it, in turn, each of random length.</summary>
/// <remarks>The mean rate stays that of the workload. The phases are exponentially distributed (a Markov-modulated Poisson process).</remarks>
public sealed record Bursts
{
    /// <summary>The rate in a burst, as a multiple of the mean rate; above 1, below 2.</summary>
    public double Height { get; init; } = 1.5;

    /// <summary>Mean length of a phase, high or low; above 0.</summary>
    public TimeSpan Phase { get; init; } = TimeSpan.FromSeconds(1);
}
