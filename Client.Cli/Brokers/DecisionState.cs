using System.Text.Json;

namespace Client.Cli.Brokers;

/// <summary>One decision of the broker: an element of <c>GET /admin/decisions</c>.</summary>
/// <param name="At">When the job was dispatched, or refused.</param>
/// <param name="Type">What it was dispatched as.</param>
/// <param name="Worker">Where it went; null when it was refused.</param>
/// <param name="QueueMs">How long it waited.</param>
/// <param name="ExpectedMs">How long it was expected to run.</param>
/// <param name="ActualMs">How long it ran; null as long as it does.</param>
/// <param name="Why">All of it in a sentence.</param>
/// <param name="TraceId">The trace it belongs to; null from brokers that do not tell.</param>
/// <param name="Try">Which try it was, from 1.</param>
/// <param name="Outcome">How it ended at the worker; null as long as it runs.</param>
/// <param name="Cluster">The cluster.</param>
/// <param name="Job">Which job of the cluster it was; its tries have this number in common.</param>
/// <param name="Candidates">The workers that were open, and what they held.</param>
internal sealed record DecisionState(
    DateTimeOffset At, string ApplicationId, string Type, string? Worker, double QueueMs, double ExpectedMs, double? ActualMs, string Why, CandidateState[] Candidates,
    string? TraceId = null, int Try = 1, string? Outcome = null,
    string Cluster = "", long Job = 0);

/// <summary>A worker that was open at a decision.</summary>
internal sealed record CandidateState(string Worker, int InFlight, int? Slots);
