namespace Client.Cli.Brokers;

/// <summary>The body of <c>PUT /admin/policy</c>.</summary>
internal sealed record PolicyChange(string Policy);
