namespace Broker.Api.Restarting;

/// <summary>One worker of a rolling restart.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State"><c>waiting</c> for its turn, <c>draining</c>, <c>restarting</c>, or <c>restarted</c>.</param>
public sealed record RestartStep(string Id, string State);
