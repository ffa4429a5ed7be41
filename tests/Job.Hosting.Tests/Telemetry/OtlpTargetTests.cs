using Job.Hosting.Telemetry;
using OpenTelemetry.Exporter;

namespace Job.Hosting.Tests.Telemetry;

public sealed class OtlpTargetTests
{
    [Theory]
    [InlineData("http://localhost:4317", null, OtlpExportProtocol.Grpc, "http://localhost:4317/")]
    [InlineData("http://localhost:4318", null, OtlpExportProtocol.HttpProtobuf, "http://localhost:4318/v1/traces")]
    [InlineData("http://localhost:4318", "grpc", OtlpExportProtocol.Grpc, "http://localhost:4318/")]
    [InlineData("https://collector/otlp/", "http/protobuf", OtlpExportProtocol.HttpProtobuf, "https://collector/otlp/v1/traces")]
    public void Of_AnAddress_IsSpokenToAsItsPortOrTheSettingSays(string address, string? protocol, OtlpExportProtocol expected, string endpoint)
    {
        var exporter = new OtlpExporterOptions();

        OtlpTarget.Of(new TelemetryOptions { Otlp = new Uri(address), Protocol = protocol })!.Apply(exporter, "traces");

        Assert.Equal((expected, endpoint), (exporter.Protocol, exporter.Endpoint.AbsoluteUri));
    }

    [Fact]
    public void Of_NoAddress_IsNone() => Assert.Null(OtlpTarget.Of(new TelemetryOptions()));
}
