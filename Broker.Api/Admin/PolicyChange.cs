namespace Broker.Api.Admin;

/// <summary>What <c>PUT /admin/policy</c> takes.</summary>
/// <param name="Policy">The policy to use from now on.</param>
/// <param name="Cluster">For one cluster only; without it, for all.</param>
public sealed record PolicyChange(string? Policy, string? Cluster = null);
