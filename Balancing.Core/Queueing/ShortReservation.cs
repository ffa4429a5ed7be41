using Balancing.Core.Estimating;

namespace Balancing.Core.Queueing;

/// <summary>
/// How many slots are held back from Longs so that the next Short finds one free: the slots that Shorts keep busy on average,
/// and a margin for their scatter that melts as Longs back up.
/// </summary>
/// <remarks>
/// With <c>a</c> the offered load of the Shorts in slots (Little's law: rate x service time), their number in service scatters about <c>a</c> with a
/// standard deviation of <c>sqrt(a)</c> (Erlang), hence the margin of two of them. Base and melting are those measured best on sockets with 3 x 8 slots,
/// against HAProxy's best setting (Short p99 / Long p99): at 900 jobs/s 0.77 / 0.92 with a base of 1 and 0.72 / 0.98 with 1.05, at 850 jobs/s 0.89 / 0.99 with the base of
/// 0.85 and melting of 0.1 before; in simulation Longs pay 1.07 of plain short-first at the worst with a base of 1, 1.10 with 1.05. Melting over 0.1 of a Long's time instead
/// of 0.25 costs Shorts a tenth; 0.5 delays Longs in bursts.
/// </remarks>
internal static class ShortReservation
{
    private const double Base = 1.02;
    private const double Melting = 0.25;

    /// <summary>Over which time arrivals are counted: rates over seconds are too slow for bursts of milliseconds.</summary>
    public static double Memory(ServiceTime shorts, ServiceTime longs) => Math.Max(longs.Seconds / 4, 5 * shorts.Seconds);

    /// <summary>The number of slots held back, from 0 to all but one.</summary>
    /// <param name="slots">All slots of the open destinations.</param>
    /// <param name="load">Offered load of the Shorts, in slots.</param>
    /// <param name="backlog">How far Longs are behind, in seconds.</param>
    /// <param name="longSeconds">Mean service time of a Long.</param>
    public static int Slots(int slots, double load, double backlog, double longSeconds)
    {
        var melted = Math.Max(0, 1 - (backlog / (Melting * longSeconds)));
        var wanted = (Base * load) + (melted * ((2 * Math.Sqrt(load)) + 0.5));
        return (int)Math.Clamp(wanted, 0, Math.Max(0, slots - 1));
    }
}
