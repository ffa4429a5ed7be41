namespace Broker.Api.Decisions;

/// <summary>Why a job went where it went, as <c>GET /admin/decisions</c> says it.</summary>
/// <param name="Number">Counts the decisions of the cluster since the start.</param>
/// <param name="Job">The number of the first decision about the same job: its tries have it in common.</param>
/// <param name="At">When it was dispatched, or refused.</param>
/// <param name="Cluster">The cluster.</param>
/// <param name="Route">The route it came by.</param>
/// <param name="ApplicationId">Whose job it was; empty for nobody's in particular.</param>
/// <param name="TraceId">The trace that it belongs to: that of its <c>traceparent</c>; null where it had none.</param>
/// <param name="Label">What its sender called it; null for nothing.</param>
/// <param name="Type">What it was dispatched as.</param>
/// <param name="Worker">Where it went; null when it was refused.</param>
/// <param name="Refused">Why it was refused; null when it went.</param>
/// <param name="Try">Which try it was, from 1.</param>
/// <param name="Policy">The policy in force.</param>
/// <param name="FoundWaiting">Jobs waiting when it came.</param>
/// <param name="QueueMs">How long it waited.</param>
/// <param name="HeldBackSlots">Slots held back for Shorts when it went.</param>
/// <param name="WasHeldBack">Whether it waited beside a free slot that was held back.</param>
/// <param name="Prefetched">Whether it was sent beyond the worker's slots, behind a running Short.</param>
/// <param name="Hedge">Whether it was sent beside another try that had no answer yet.</param>
/// <param name="ExpectedMs">How long it was expected to run.</param>
/// <param name="ActualMs">How long it ran, to the last byte; null as long as it does.</param>
/// <param name="Succeeded">Whether it came to a good end; null as long as it runs.</param>
/// <param name="Outcome">How it ended there: <c>answered</c>, <c>server-error</c>, <c>unavailable</c>, <c>not-connected</c>, <c>broke-off</c>, <c>broke-off-late</c>, <c>garbled</c>, <c>timed-out</c>, <c>abandoned</c>, <c>outrun</c>; null as long as it runs.</param>
/// <param name="Open">How many workers were open.</param>
/// <param name="Candidates">The first of them.</param>
/// <param name="Why">All of it in a sentence.</param>
public sealed record DecisionView(
    long Number,
    long Job,
    DateTimeOffset At,
    string Cluster,
    string Route,
    string ApplicationId,
    string? TraceId,
    string? Label,
    string Type,
    string? Worker,
    string? Refused,
    int Try,
    string Policy,
    int FoundWaiting,
    double QueueMs,
    int HeldBackSlots,
    bool WasHeldBack,
    bool Prefetched,
    bool Hedge,
    double ExpectedMs,
    double? ActualMs,
    bool? Succeeded,
    string? Outcome,
    int Open,
    IReadOnlyList<CandidateView> Candidates,
    string Why);
