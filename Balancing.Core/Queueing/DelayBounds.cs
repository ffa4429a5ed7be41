namespace Balancing.Core.Queueing;

/// <summary>How long jobs of a class may wait: in a burst, and once it has turned out to be an overload.</summary>
/// <remarks>
/// In seconds, which is what clients feel, whatever a job takes; but never so few that chance alone makes as many wait: a handful, where workers have few slots and jobs are
/// long. What each constant does just above and below is measured in docs/dispatch.md.
/// </remarks>
/// <param name="Tolerated">Least bound on the wait while there is no overload.</param>
/// <param name="Held">The same in one.</param>
/// <param name="Interval">For how long the wait must be beyond a bound, or below, before that counts.</param>
internal readonly record struct DelayBounds(TimeSpan Tolerated, TimeSpan Held, TimeSpan Interval)
{
    private const double ToleratedJobs = 60;
    private const double HeldJobs = 10;

    public static DelayBounds Short { get; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250));

    public static DelayBounds Long { get; } = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));

    /// <summary>Seconds that a job may wait without an overload.</summary>
    /// <param name="secondsPerJob">How fast the queue drains.</param>
    public double ToleratedSeconds(double secondsPerJob) => Math.Max(Tolerated.TotalSeconds, ToleratedJobs * secondsPerJob);

    /// <summary>Seconds that a job may wait in one.</summary>
    /// <param name="secondsPerJob">How fast the queue drains.</param>
    public double HeldSeconds(double secondsPerJob) => Math.Max(Held.TotalSeconds, HeldJobs * secondsPerJob);
}
