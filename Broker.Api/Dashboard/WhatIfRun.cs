using Balancing.Simulation;

namespace Broker.Api.Dashboard;

/// <summary>One run of the simulator.</summary>
/// <param name="Setting">The setting, in words.</param>
/// <param name="Refused">Jobs that were refused.</param>
/// <param name="Utilisation">The share of the slots that was busy.</param>
/// <param name="ShortP50">Of Shorts, in milliseconds; null without any, as the next three.</param>
/// <param name="ShortP99">Of Shorts.</param>
/// <param name="LongP50">Of Longs.</param>
/// <param name="LongP99">Of Longs.</param>
/// <param name="ShortCurve">Pairs of a time in milliseconds and the share of Shorts that took no longer.</param>
/// <param name="LongCurve">The same of Longs.</param>
public sealed record WhatIfRun(
    string Setting,
    int Refused,
    double Utilisation,
    double? ShortP50,
    double? ShortP99,
    double? LongP50,
    double? LongP99,
    IReadOnlyList<double[]> ShortCurve,
    IReadOnlyList<double[]> LongCurve)
{
    internal static WhatIfRun Of(string setting, SimulationResult result)
    {
        var (shorts, longs) = (result.Counted.Short, result.Counted.Long);
        return new WhatIfRun(
            setting,
            result.Refused,
            Math.Round(result.Utilisation, 3),
            Shown(shorts, shorts.P50),
            Shown(shorts, shorts.P99),
            Shown(longs, longs.P50),
            Shown(longs, longs.P99),
            Curve(result.ShortCurve),
            Curve(result.LongCurve));
    }

    private static double? Shown(LatencySummary summary, TimeSpan time) => summary.Jobs == 0 ? null : Milliseconds(time);

    private static double[][] Curve(LatencyCurve curve) => [.. curve.Shares.Zip(curve.Times, (share, time) => new[] { Milliseconds(time), Math.Round(share, 5) })];

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 2);
}
