namespace Broker.Api.Admin;

/// <summary>What <c>GET /admin/policy</c> says.</summary>
/// <param name="Policy">The policy in force; that of the first cluster when there are several.</param>
/// <param name="Policies">Every name that can be set.</param>
/// <param name="Clusters">The policy of each cluster.</param>
public sealed record PolicyView(string Policy, IReadOnlyList<string> Policies, IReadOnlyDictionary<string, string> Clusters);
