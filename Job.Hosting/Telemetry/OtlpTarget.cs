using OpenTelemetry.Exporter;

namespace Job.Hosting.Telemetry;

/// <summary>A collector and how to speak to it.</summary>
/// <param name="Address">Its base address.</param>
/// <param name="Protocol">By gRPC, or over HTTP.</param>
internal sealed record OtlpTarget(Uri Address, OtlpExportProtocol Protocol)
{
    private const int HttpPort = 4318;

    /// <summary>The one the options name, or OpenTelemetry's own variables; null for none.</summary>
    public static OtlpTarget? Of(TelemetryOptions options)
    {
        var address = options.Otlp ?? (Uri.TryCreate(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"), UriKind.Absolute, out var given) ? given : null);
        if (address is null)
        {
            return null;
        }

        var protocol = options.Protocol ?? Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL");
        return new OtlpTarget(address, protocol switch
        {
            TelemetryOptions.Http => OtlpExportProtocol.HttpProtobuf,
            null or "" when address.Port == HttpPort => OtlpExportProtocol.HttpProtobuf,
            _ => OtlpExportProtocol.Grpc,
        });
    }

    /// <summary>Directs an exporter there.</summary>
    /// <param name="exporter">Its options.</param>
    /// <param name="signal"><c>traces</c> or <c>metrics</c>: over HTTP each has a path of its own.</param>
    public void Apply(OtlpExporterOptions exporter, string signal)
    {
        exporter.Protocol = Protocol;
        exporter.Endpoint = Protocol == OtlpExportProtocol.Grpc ? Address : new Uri($"{Address.AbsoluteUri.TrimEnd('/')}/v1/{signal}");
    }
}
