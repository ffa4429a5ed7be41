namespace Balancing.Yarp.Tracing;

/// <summary>The spans of this library, for whoever listens: OpenTelemetry by <c>AddSource(BalancingTracing.Name)</c>.</summary>
/// <remarks>
/// For each request that is recorded: <c>queue</c> for each time it waited, and a client's span for each try at a destination, by OpenTelemetry's conventions for HTTP. The destination is told of its try by <c>traceparent</c>
/// (W3C Trace Context). A request that nobody records costs nothing, and its own <c>traceparent</c> goes on as it came.
/// </remarks>
public static class BalancingTracing
{
    /// <summary>The source's name.</summary>
    public const string Name = "Balancing";
}
