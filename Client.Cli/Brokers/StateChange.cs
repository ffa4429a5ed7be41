namespace Client.Cli.Brokers;

/// <summary>The body of <c>PUT /admin/workers/{id}/state</c>.</summary>
internal sealed record StateChange(string State);
