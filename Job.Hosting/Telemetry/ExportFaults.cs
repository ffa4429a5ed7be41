using System.Diagnostics.Tracing;
using System.Globalization;
using Job.Hosting.Logging;
using Microsoft.Extensions.Logging;

namespace Job.Hosting.Telemetry;

/// <summary>Says that telemetry is not arriving: OpenTelemetry itself tells only those who listen to its events.</summary>
/// <remarks>At most a line a minute; requests are served all the same, and what could not be sent is dropped.</remarks>
internal sealed class ExportFaults(Uri collector) : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _last;

    // Called by the base's constructor for sources that are there already.
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Exporter)
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        lock (_lock)
        {
            if (_last is { } last && TimeProvider.System.GetElapsedTime(last) < Quiet)
            {
                return;
            }

            _last = TimeProvider.System.GetTimestamp();
        }

        var reason = string.Format(CultureInfo.InvariantCulture, eventData.Message ?? "", [.. eventData.Payload ?? []]);
        var end = reason.IndexOf('\n');
        LineWriter.Shared.Say(
            $"Traces and metrics do not reach the collector {collector} (Telemetry:Otlp) and are dropped: {(end < 0 ? reason : reason[..end])}", LogLevel.Warning);
    }
}
