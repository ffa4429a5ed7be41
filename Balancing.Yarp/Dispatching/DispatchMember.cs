namespace Balancing.Yarp.Dispatching;

/// <summary>One setting of <see cref="DispatchRules"/>: its name, what it may be, how to read it.</summary>
/// <param name="Name">As in <c>Dispatch.Slots</c> and <c>Broker:Dispatch:Slots</c>.</param>
/// <param name="Allowed">What it may be, for messages: "… must be …".</param>
/// <param name="Read">The rules with this setting as the text says; null when the text cannot be read.</param>
public sealed record DispatchMember(string Name, string Allowed, Func<DispatchRules, string, DispatchRules?> Read);
