namespace Broker.Api.Admin;

/// <summary>Where a destination comes from, and for how long it stays.</summary>
/// <param name="Origin"><c>configured</c>, <c>registered</c> (by the worker itself, with a lease) or <c>added</c> (by hand, without one).</param>
/// <param name="LeaseLeftMs">Milliseconds until its lease lapses unless it is renewed; null without a lease.</param>
/// <param name="Epoch">Which process it is; null for one of the configuration.</param>
/// <param name="Labels">What else it said of itself.</param>
public sealed record MembershipView(string Origin, double? LeaseLeftMs, long? Epoch, IReadOnlyDictionary<string, string> Labels);
