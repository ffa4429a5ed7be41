namespace Broker.Api.Admin;

/// <summary>One destination as <c>GET /admin/workers</c> shows it.</summary>
/// <param name="Id">Its name in the configuration, and in <c>X-Worker</c>.</param>
/// <param name="Cluster">The cluster it serves.</param>
/// <param name="Address">Where requests for it are sent.</param>
/// <param name="State"><c>healthy</c>: open to requests, as one not yet checked is, too; or <c>unhealthy</c>.</param>
/// <param name="InFlight">Requests leased and not yet finished.</param>
/// <param name="Assigned">All requests given since the broker's start.</param>
/// <param name="Failed">Those of them that came to no good end at the destination.</param>
public sealed record WorkerView(string Id, string Cluster, string Address, string State, int InFlight, long Assigned, long Failed);
