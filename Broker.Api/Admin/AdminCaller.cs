namespace Broker.Api.Admin;

/// <summary>Who makes an admin call; a feature of its request once it has been let in.</summary>
/// <param name="Role">What it may do.</param>
/// <param name="HasKey">Whether it showed a key; without one it calls from this machine.</param>
internal sealed record AdminCaller(AdminRole Role, bool HasKey);
