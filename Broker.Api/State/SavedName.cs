namespace Broker.Api.State;

/// <summary>The name of a worker in a cluster.</summary>
internal sealed record SavedName(string Cluster, string Id);
