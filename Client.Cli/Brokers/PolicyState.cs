namespace Client.Cli.Brokers;

/// <summary>The policy in force and the names of all: the answer of <c>GET</c> and <c>PUT /admin/policy</c>.</summary>
internal sealed record PolicyState(string Policy, IReadOnlyList<string> Policies);
