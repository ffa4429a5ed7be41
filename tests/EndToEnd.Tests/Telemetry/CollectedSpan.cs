namespace EndToEnd.Tests.Telemetry;

/// <summary>A span as it was sent.</summary>
/// <param name="Service">Who sent it.</param>
/// <param name="Trace">The trace, in hexadecimal digits.</param>
/// <param name="Id">Itself.</param>
/// <param name="Parent">The span it belongs under; empty for none.</param>
/// <param name="Name">What it is of.</param>
/// <param name="Kind">1 internal, 2 server, 3 client.</param>
/// <param name="Start">Nanoseconds since 1970.</param>
/// <param name="End">Nanoseconds since 1970.</param>
/// <param name="Tags">What else is told of it.</param>
internal sealed record CollectedSpan(
    string Service, string Trace, string Id, string Parent, string Name, int Kind, ulong Start, ulong End, IReadOnlyDictionary<string, string> Tags);
