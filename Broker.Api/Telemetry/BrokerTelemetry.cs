using System.Diagnostics.Metrics;
using Balancing.Yarp.Measuring;
using Broker.Api.Admin;
using Job.Hosting.Telemetry;
using OpenTelemetry.Metrics;

namespace Broker.Api.Telemetry;

internal static class BrokerTelemetry
{
    /// <summary>The broker, as <c>service.name</c>.</summary>
    public const string Service = "loadbalancer-broker";

    private const string Runtime = "System.Runtime";

    // Two records for each request, of what queue and workers say anyway.
    private const string ActiveRequests = "http.server.active_requests";

    // One for each worker and cluster: beyond the usual 2,000 the rest would be one series without a name. Memory for so many is taken at the start, some 100 bytes each.
    private const int MostWorkers = 5_000;

    // Of the runtime's what an operator of the broker can use; the rest is for those who mend it.
    private static readonly HashSet<string> OfTheRuntime =
    [
        "dotnet.process.cpu.time", "dotnet.process.memory.working_set", "dotnet.gc.collections", "dotnet.gc.pause.time", "dotnet.gc.heap.total_allocated",
        "dotnet.gc.last_collection.heap.size", "dotnet.monitor.lock_contentions", "dotnet.thread_pool.work_item.count",
    ];

    /// <summary>Measures what is listed in docs/telemetry.md; with <c>off</c>, nothing.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, string access, TelemetryOptions options)
    {
        if (access != MetricsAccess.Off)
        {
            services.AddOpenTelemetry()
                .ConfigureResource(resource => ProcessTelemetry.Describe(resource, Service))
                .WithMetrics(metrics => metrics
                    .AddMeter(BalancingMeter.Name, "Microsoft.AspNetCore.Hosting", Runtime)
                    .AddView(Choose)
                    .AddPrometheusExporter()
                    .AddOtlp(options));
        }

        return services;
    }

    /// <summary>Where they are no open book, metrics are shown to those who may make admin calls that read.</summary>
    public static IApplicationBuilder UseMetricsGate(this IApplicationBuilder app)
    {
        var access = Access(app.ApplicationServices);
        return access == MetricsAccess.Admin
            ? app.UseWhen(
                context => MetricsAccess.IsPath(context.Request.Path, access),
                branch => branch.Use(branch.ApplicationServices.GetRequiredService<AdminGate>().GuardAsync))
            : app;
    }

    /// <summary><c>GET /metrics</c>: all of it as Prometheus text. Its own requests are not measured.</summary>
    public static IEndpointRouteBuilder MapMetrics(this IEndpointRouteBuilder routes)
    {
        if (Access(routes.ServiceProvider) != MetricsAccess.Off)
        {
            routes.MapPrometheusScrapingEndpoint(MetricsAccess.Path)
                .WithMetadata(new HttpMethodMetadata([HttpMethods.Get]))
                .DisableHttpMetrics();
        }

        return routes;
    }

    // Null for as it comes.
    private static MetricStreamConfiguration? Choose(Instrument instrument)
        => instrument.Meter.Name == Runtime && !OfTheRuntime.Contains(instrument.Name) ? MetricStreamConfiguration.Drop
            : instrument.Name == ActiveRequests ? MetricStreamConfiguration.Drop
            : instrument.Name.StartsWith("balancing.worker.", StringComparison.Ordinal) ? new MetricStreamConfiguration { CardinalityLimit = MostWorkers }
            : null;

    private static string Access(IServiceProvider services) => services.GetRequiredService<BrokerOptions>().Metrics;
}
