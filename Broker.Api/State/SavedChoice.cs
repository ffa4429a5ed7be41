namespace Broker.Api.State;

/// <summary>What an admin call chose, and what the configuration said then: if that says something else by now, it is the later change.</summary>
/// <param name="Is">What was chosen.</param>
/// <param name="Over">What it was laid over.</param>
internal sealed record SavedChoice(string Is, string Over);
