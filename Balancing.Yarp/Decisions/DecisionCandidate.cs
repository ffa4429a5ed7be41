namespace Balancing.Yarp.Decisions;

/// <summary>A destination that was open when a request was dispatched.</summary>
/// <param name="Id">Its name in the cluster.</param>
/// <param name="InFlight">What it held at that moment, without the request.</param>
/// <param name="Slots">How much it may hold; null for any number.</param>
public readonly record struct DecisionCandidate(string Id, int InFlight, int? Slots);
