namespace Balancing.Core.Leasing;

/// <summary>The time in which a destination that joined, or came back, grows into its weight.</summary>
/// <param name="Duration">From the least share to the whole weight; zero or less for none.</param>
/// <param name="Shape">How it grows.</param>
public sealed record SlowStart(TimeSpan Duration, SlowStartShape Shape = SlowStartShape.Linear)
{
    /// <summary>
    /// The share of its weight that a destination begins with. As in Envoy: with 0 it would never be picked and never warm up, with much more
    /// it would be no slow start.
    /// </summary>
    public const double LeastShare = 0.1;

    /// <summary>Every destination has its whole weight at once.</summary>
    public static SlowStart None { get; } = new(TimeSpan.Zero);

    /// <summary>The share of its weight that a destination has, this long after it joined: <see cref="LeastShare"/> to 1.</summary>
    public double ShareAfter(TimeSpan time)
    {
        if (time >= Duration)
        {
            return 1;
        }

        // The smooth step, 3 x^2 - 2 x^3: level at both ends.
        var done = Math.Max(0, time / Duration);
        return Math.Max(LeastShare, Shape == SlowStartShape.Eased ? done * done * (3 - (2 * done)) : done);
    }
}
