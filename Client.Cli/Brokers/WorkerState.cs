namespace Client.Cli.Brokers;

/// <summary>A destination as the broker sees it: one element of <c>GET /admin/workers</c>.</summary>
/// <param name="State"><c>healthy</c>, <c>unhealthy</c>, <c>draining</c> or <c>drained</c>.</param>
/// <param name="InFlight">Jobs there now.</param>
/// <param name="Assigned">Jobs given to it since the broker started.</param>
/// <param name="Failed">Those of them that came to nothing.</param>
/// <param name="Slots">Jobs it may hold at once; null without a limit.</param>
/// <param name="Queued">Jobs waiting at the worker itself, by its last report; null when unknown.</param>
/// <param name="Telemetry">What its reports are worth: <c>none</c>, <c>fresh</c>, <c>stale</c> or <c>absurd</c>; null from a broker that knows of none.</param>
/// <param name="Speed">How fast it works, as the broker learned: 1 as the fastest; null from a broker that does not say.</param>
/// <param name="Fault">Why its last report is absurd.</param>
/// <param name="Why">What is held against it, in words; null for nothing, and from a broker that does not say.</param>
internal sealed record WorkerState(
    string Id,
    string? Cluster,
    string Address,
    string State,
    long InFlight,
    long Assigned,
    long Failed,
    int? Slots = null,
    int? Queued = null,
    string? Telemetry = null,
    double? Speed = null,
    string? Fault = null,
    string? Why = null);
