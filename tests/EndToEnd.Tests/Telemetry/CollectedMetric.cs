namespace EndToEnd.Tests.Telemetry;

/// <summary>A metric as it was sent last.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Exemplars">The traces of its exemplars.</param>
internal sealed record CollectedMetric(string Name, IReadOnlyList<string> Exemplars);
