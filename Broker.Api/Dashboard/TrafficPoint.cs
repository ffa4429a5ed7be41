namespace Broker.Api.Dashboard;

/// <summary>One second of the charts.</summary>
/// <param name="At">The second, since 1970.</param>
/// <param name="Shorts">Shorts that ended in it.</param>
/// <param name="Short">Latencies of Shorts over the last five seconds.</param>
/// <param name="Longs">Longs that ended in it.</param>
/// <param name="Long">Latencies of Longs over the last five seconds.</param>
/// <param name="Retries">Tries beyond a request's first.</param>
/// <param name="Refusals">Requests refused.</param>
/// <param name="Failures">Requests that no worker answered.</param>
internal readonly record struct TrafficPoint(
    long At, int Shorts, LatencyFigures Short, int Longs, LatencyFigures Long, long Retries, long Refusals, long Failures)
{
    /// <summary>The same as a row of numbers, as it travels.</summary>
    public double?[] ToRow() =>
    [
        At, Shorts, Shown(Short, Short.P50), Shown(Short, Short.P99), Longs, Shown(Long, Long.P50), Shown(Long, Long.P99), Retries, Refusals, Failures,
    ];

    private static double? Shown(LatencyFigures figures, double value) => figures.Jobs == 0 ? null : value;
}
