using System.ComponentModel.DataAnnotations;
using Job.Hosting.Settings;

namespace Job.Hosting.Telemetry;

/// <summary>Where a program sends its traces and metrics, and how many requests it traces.</summary>
public sealed class TelemetryOptions
{
    /// <summary>OTLP by gRPC.</summary>
    public const string Grpc = "grpc";

    /// <summary>OTLP as protobuf over HTTP.</summary>
    public const string Http = "http/protobuf";

    /// <summary>The collector; null for the one of <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, and for none without that.</summary>
    [Setting("Collector to send traces and metrics to by OTLP, such as http://localhost:4317", Flag = "--otlp", Default = "OTEL_EXPORTER_OTLP_ENDPOINT, else none")]
    public Uri? Otlp { get; set; }

    /// <summary><see cref="Grpc"/> or <see cref="Http"/>; null to see.</summary>
    [Setting("How the collector is spoken to", Default = "OTEL_EXPORTER_OTLP_PROTOCOL, else http/protobuf at port 4318, grpc at others")]
    [AllowedValues(Grpc, Http)]
    public string? Protocol { get; set; }

    /// <summary>The share of requests that are traced where nobody has decided before, 0 to 1.</summary>
    [Setting("Share of requests that are traced; a client whose traceparent says that it records, or does not, has decided for its own")]
    [Range(0.0, 1.0)]
    public double Sampling { get; set; } = 0.1;
}
