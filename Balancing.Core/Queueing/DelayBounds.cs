namespace Balancing.Core.Queueing;

/// <summary>How long jobs of a class may wait: in a burst, and once it has turned out to be an overload.</summary>
/// <remarks>
/// In service times, for a job of a second may wait longer than one of a millisecond; never below a floor that people and timers can tell apart from none.
/// Tolerated at 30 service times and 5 s, Longs are refused in waves of 1.5 times a load of 0.9 that pass by themselves; held at 3 service times, slots run empty between
/// arrivals, and at 50 a Short waits as long as many deadlines allow.
/// </remarks>
/// <param name="Tolerated">Least bound on the wait while there is no overload.</param>
/// <param name="Held">The same in one.</param>
/// <param name="Interval">For how long the wait must be beyond a bound, or below, before that counts.</param>
internal readonly record struct DelayBounds(TimeSpan Tolerated, TimeSpan Held, TimeSpan Interval)
{
    private const double ToleratedTimes = 100;
    private const double HeldTimes = 10;

    public static DelayBounds Short { get; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250));

    public static DelayBounds Long { get; } = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));

    /// <summary>Seconds that a job may wait without an overload.</summary>
    public double ToleratedSeconds(double service) => Math.Max(Tolerated.TotalSeconds, ToleratedTimes * service);

    /// <summary>Seconds that a job may wait in one.</summary>
    public double HeldSeconds(double service) => Math.Max(Held.TotalSeconds, HeldTimes * service);
}
