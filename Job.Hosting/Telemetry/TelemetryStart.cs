using Job.Hosting.Logging;

namespace Job.Hosting.Telemetry;

/// <summary>What a process tells of itself.</summary>
/// <param name="Service">Its name, as <c>service.name</c>; <c>OTEL_SERVICE_NAME</c> goes before it.</param>
/// <param name="Options">Where to, and how much.</param>
/// <param name="Log">How it writes its log.</param>
/// <param name="Sources">The sources of its own spans.</param>
/// <param name="Meters">The meters to send for the whole process; none where a host does.</param>
public sealed record TelemetryStart(string Service, TelemetryOptions Options, LogFormat Log, IReadOnlyList<string> Sources, IReadOnlyList<string> Meters);
