namespace Client.Cli.Brokers;

/// <summary>How far a rolling restart has come: the answer of <c>GET</c> and <c>POST /admin/restart</c>.</summary>
/// <param name="State"><c>running</c>, <c>done</c>, <c>failed</c> or <c>none</c>.</param>
/// <param name="Workers">Each worker, in their order.</param>
/// <param name="Fault">Why it failed.</param>
internal sealed record RestartState(string State, RestartStepState[] Workers, string? Fault = null);

/// <summary>One worker of it.</summary>
internal sealed record RestartStepState(string Id, string State);
