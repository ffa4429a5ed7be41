namespace Client.Cli.Brokers;

/// <summary>A destination as the broker sees it: one element of <c>GET /admin/workers</c>.</summary>
/// <param name="State"><c>healthy</c>, <c>unhealthy</c> or <c>draining</c>.</param>
/// <param name="InFlight">Jobs there now.</param>
/// <param name="Assigned">Jobs given to it since the broker started.</param>
/// <param name="Failed">Those of them that came to nothing.</param>
internal sealed record WorkerState(string Id, string? Cluster, string Address, string State, long InFlight, long Assigned, long Failed);
