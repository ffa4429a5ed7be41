namespace Broker.Api.Restarting;

/// <summary>How far a rolling restart has come.</summary>
/// <param name="State"><c>running</c>, <c>done</c> or <c>failed</c>; <c>none</c> when none was asked for yet.</param>
/// <param name="Workers">Each worker, in the order in which they are restarted.</param>
/// <param name="Fault">Why it failed; null when it did not.</param>
public sealed record RestartView(string State, IReadOnlyList<RestartStep> Workers, string? Fault);
