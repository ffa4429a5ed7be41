namespace Balancing.Core.Reporting;

/// <summary>The response headers in which workers report.</summary>
public static class LoadReportHeaders
{
    /// <summary>ORCA's header (Open Request Cost Aggregation), which Envoy, gRPC and vLLM speak too: <c>JSON {...}</c> or <c>TEXT name=value, ...</c></summary>
    public const string Orca = "endpoint-load-metrics";

    /// <summary>The plain form, for workers that want to say no more: <c>X-Slots: 8</c>.</summary>
    public const string Slots = "X-Slots";
}
