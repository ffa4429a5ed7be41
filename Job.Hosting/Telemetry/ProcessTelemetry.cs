using Job.Hosting.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Job.Hosting.Telemetry;

/// <summary>The tracing of a whole process, whatever hosts run in it: spans are the process's, and several listeners would each send all of them.</summary>
public sealed class ProcessTelemetry : IDisposable
{
    // What is not sent within this when the process ends is given up.
    private const int MostMsToFlush = 2000;

    private readonly List<IDisposable> _parts = [];

    private ProcessTelemetry()
    {
    }

    /// <summary>Begins to trace, if there is a collector.</summary>
    /// <param name="start">What the process is.</param>
    /// <returns>To be disposed of at the process's end: what is left is sent then, for at most two seconds.</returns>
    public static ProcessTelemetry Start(TelemetryStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var telemetry = new ProcessTelemetry();
        if (OtlpTarget.Of(start.Options) is { } target)
        {
            telemetry._parts.Add(new ExportFaults(target.Address));
            telemetry.Add(Traces(start, target));
            if (start.Meters.Count > 0)
            {
                telemetry.Add(Metrics(start, target));
            }
        }

        return telemetry;
    }

    /// <summary>The resource that a process's telemetry is of.</summary>
    /// <param name="resource">To be told.</param>
    /// <param name="service">The name; <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> go before it.</param>
    public static void Describe(ResourceBuilder resource, string service) => resource.AddService(service).AddEnvironmentVariableDetector();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in _parts)
        {
            part.Dispose();
        }
    }

    private static TracerProvider Traces(TelemetryStart start, OtlpTarget target) => Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(resource => Describe(resource, start.Service))
        .SetSampler(new ParentBasedSampler(new AlwaysOnSampler())) // it was decided before the span of the request was begun
        .AddSource([RequestSpans.Name, .. start.Sources])
        .AddOtlpExporter(exporter => target.Apply(exporter, "traces"))
        .Build();

    private static MeterProvider Metrics(TelemetryStart start, OtlpTarget target) => Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(resource => Describe(resource, start.Service))
        .AddMeter([.. start.Meters])
        .SetExemplarFilter(ExemplarFilterType.TraceBased)
        .AddOtlpExporter(exporter => target.Apply(exporter, "metrics"))
        .Build();

    private void Add(TracerProvider provider) => _parts.Add(new AtEnd(() => provider.Shutdown(MostMsToFlush), provider));

    private void Add(MeterProvider provider) => _parts.Add(new AtEnd(() => provider.Shutdown(MostMsToFlush), provider));

    private sealed record AtEnd(Func<bool> Shutdown, IDisposable Provider) : IDisposable
    {
        public void Dispose()
        {
            Shutdown();
            Provider.Dispose();
        }
    }
}
