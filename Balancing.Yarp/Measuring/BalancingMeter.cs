namespace Balancing.Yarp.Measuring;

/// <summary>The metrics of this library, for whoever listens: OpenTelemetry by <c>AddMeter(BalancingMeter.Name)</c>, or <c>dotnet-counters</c>.</summary>
/// <remarks>
/// As long as nobody listens, a request costs nothing more. With a listener it costs two or three records into histograms, and no allocation; everything else is read when it is asked for.
/// No label is of a client's making: they are clusters, destinations, types, and reasons out of short lists.
/// </remarks>
public static class BalancingMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Balancing";
}
