namespace Broker.Api.Membership;

/// <summary>What <c>PUT /admin/workers/{id}/state</c> takes.</summary>
/// <param name="State"><c>draining</c>: no new request, those it holds run on; or <c>open</c>.</param>
/// <param name="Cluster">In one cluster only; without it, wherever there is a worker of this id.</param>
public sealed record StateBody(string State, string? Cluster = null);
