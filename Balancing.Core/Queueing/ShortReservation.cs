using Balancing.Core.Estimating;

namespace Balancing.Core.Queueing;

/// <summary>
/// How many slots are held back from Longs so that the next Short finds one free: most of the slots that Shorts keep busy on average, and
/// two margins for their scatter that melt as Longs back up, a large one soon and a small one later.
/// </summary>
/// <remarks>
/// With <c>a</c> the offered load of the Shorts in slots (Little's law: rate x service time), their number in service scatters about <c>a</c> with a
/// standard deviation of <c>sqrt(a)</c> (Erlang): both margins grow with that. What each constant does just above and below is measured in docs/dispatch.md. A base
/// above <c>a</c> instead of the small margin costs Longs 1.1 x and more where many slots are busy (100 x 1) or nearly all are (load 0.95).
/// Where Longs are refused, that they are behind is no reason any more to take from the Shorts what they need.
/// </remarks>
internal static class ShortReservation
{
    private const double Base = 0.85;
    private const double BaseInOverload = 1;
    private const double SmallMargin = 0.6;
    private const double LargeMargin = 2;

    // Of a Long's time: how far Longs may be behind until a margin is gone.
    private const double SmallMelts = 1.5;
    private const double LargeMelts = 0.25;

    /// <summary>Over which time arrivals are counted: rates over seconds are too slow for bursts of milliseconds.</summary>
    public static double Memory(ServiceTime shorts, ServiceTime longs) => Math.Max(longs.Seconds / 4, 5 * shorts.Seconds);

    /// <summary>The number of slots held back, from 0 to all but one.</summary>
    /// <param name="slots">All slots of the open destinations.</param>
    /// <param name="load">Offered load of the Shorts, in slots.</param>
    /// <param name="backlog">How far Longs are behind, in seconds.</param>
    /// <param name="longSeconds">Mean service time of a Long.</param>
    /// <param name="refusesLongs">Whether more Longs come than can be done, so that those too many are refused.</param>
    public static int Slots(int slots, double load, double backlog, double longSeconds, bool refusesLongs)
    {
        var scatter = Math.Sqrt(load);
        var small = Left(backlog, SmallMelts * longSeconds) * SmallMargin * scatter;
        var large = Left(backlog, LargeMelts * longSeconds) * ((LargeMargin * scatter) + 0.5);
        var wanted = ((refusesLongs ? BaseInOverload : Base) * load) + small + large;
        return (int)Math.Clamp(wanted, 0, Math.Max(0, slots - 1));
    }

    // What is left of a margin, from 1 to 0.
    private static double Left(double backlog, double gone) => Math.Max(0, 1 - (backlog / gone));
}
