using Microsoft.AspNetCore.Builder;
using OpenTelemetry.Metrics;

namespace Job.Hosting.Telemetry;

/// <summary>What a host does of its process's telemetry.</summary>
public static class TelemetryExtensions
{
    /// <summary>Makes the spans of requests that are traced; before all other middleware.</summary>
    /// <param name="app">A host's pipeline.</param>
    /// <param name="tracing">Which requests.</param>
    /// <returns>The same pipeline.</returns>
    public static IApplicationBuilder UseRequestSpans(this IApplicationBuilder app, RequestTracing tracing) => app.UseMiddleware<RequestSpans>(tracing);

    /// <summary>Sends all metrics by OTLP, with exemplars: the traces of some of the requests that were counted.</summary>
    /// <param name="metrics">A host's metrics.</param>
    /// <param name="options">Where to.</param>
    /// <returns>The same builder.</returns>
    public static MeterProviderBuilder AddOtlp(this MeterProviderBuilder metrics, TelemetryOptions options)
        => OtlpTarget.Of(options) is { } target
            ? metrics.SetExemplarFilter(ExemplarFilterType.TraceBased).AddOtlpExporter(exporter => target.Apply(exporter, "metrics"))
            : metrics;
}
