using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EndToEnd.Tests.Telemetry;

/// <summary>An OTLP collector over HTTP, as OpenTelemetry's own would be, that keeps what it is sent.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<CollectedSpan> _spans = new();
    private readonly ConcurrentDictionary<string, CollectedMetric> _metrics = new();

    private Collector(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>All spans so far.</summary>
    public IReadOnlyList<CollectedSpan> Spans => [.. _spans];

    /// <summary>The latest of each metric, by service and name.</summary>
    public IReadOnlyDictionary<string, CollectedMetric> Metrics => _metrics;

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var collector = new Collector(builder.Build());
        collector._app.MapPost("/v1/traces", async context => collector.KeepSpans(await ReadAsync(context)));
        collector._app.MapPost("/v1/metrics", async context => collector.KeepMetrics(await ReadAsync(context)));
        await collector._app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<ProtoMessage> ReadAsync(HttpContext context)
    {
        Assert.Equal("application/x-protobuf", context.Request.ContentType);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return new ProtoMessage(body.ToArray());
    }

    // ExportTraceServiceRequest: resource_spans 1 { resource 1 { attributes 1 }, scope_spans 2 { spans 2 } }
    private void KeepSpans(ProtoMessage request)
    {
        foreach (var ofResource in request.Messages(1))
        {
            var service = Service(ofResource);
            foreach (var span in ofResource.Messages(2).SelectMany(scope => scope.Messages(2)))
            {
                _spans.Enqueue(new CollectedSpan(
                    service, span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), (int)span.Value(6), span.Value(7), span.Value(8), span.Attributes(9)));
            }
        }
    }

    // ExportMetricsServiceRequest: resource_metrics 1 { resource 1, scope_metrics 2 { metrics 2 { name 1, histogram 9 { data_points 1 { exemplars 8 { span_id 4, trace_id 5 } } } } } }
    private void KeepMetrics(ProtoMessage request)
    {
        foreach (var ofResource in request.Messages(1))
        {
            foreach (var metric in ofResource.Messages(2).SelectMany(scope => scope.Messages(2)))
            {
                var exemplars = metric.Messages(9).SelectMany(histogram => histogram.Messages(1)).SelectMany(point => point.Messages(8)).Select(exemplar => exemplar.Hex(5));
                _metrics[$"{Service(ofResource)} {metric.Text(1)}"] = new CollectedMetric(metric.Text(1), [.. exemplars]);
            }
        }
    }

    private static string Service(ProtoMessage ofResource) => ofResource.Messages(1).Single().Attributes(1)["service.name"];
}
