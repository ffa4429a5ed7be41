namespace Broker.Api.Decisions;

/// <summary>A worker that was open when a job was dispatched.</summary>
/// <param name="Worker">Its id.</param>
/// <param name="InFlight">Jobs it held, without this one.</param>
/// <param name="Slots">Jobs it may hold; null for any number.</param>
public sealed record CandidateView(string Worker, int InFlight, int? Slots);
