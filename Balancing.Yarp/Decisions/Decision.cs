using System.Diagnostics;
using Balancing.Core.Queueing;
using Balancing.Core.Retrying;

namespace Balancing.Yarp.Decisions;

/// <summary>Why a request went where it went, or was not dispatched. A copy: what happens later does not change it.</summary>
public sealed class Decision
{
    /// <summary>Counts the decisions of the cluster since the start; the latest has the highest.</summary>
    public long Number { get; internal set; } = -1;

    /// <summary>The <see cref="Number"/> of the first decision about the same request: its tries have it in common.</summary>
    public long Job { get; internal set; } = -1;

    /// <summary>When it was made.</summary>
    public DateTimeOffset At { get; internal set; }

    /// <summary>Whose request it was.</summary>
    public string Application { get; internal set; } = "";

    /// <summary>The trace that it belongs to, as 32 hexadecimal digits, by its <c>traceparent</c> (W3C Trace Context); null where it had none.</summary>
    public string? TraceId => ActivityContext.TryParse(TraceParent, null, out var trace) ? trace.TraceId.ToHexString() : null;

    /// <summary>The route it came by.</summary>
    public string Route { get; internal set; } = "";

    /// <summary>What its sender called it; null for nothing.</summary>
    public JobClass? Label { get; internal set; }

    /// <summary>What it was dispatched as.</summary>
    public JobClass Class { get; internal set; }

    /// <summary>The policy in force.</summary>
    public string Policy { get; internal set; } = "";

    /// <summary>Where it went; null when it was refused.</summary>
    public string? Destination { get; internal set; }

    /// <summary>Why it was refused; null when it went.</summary>
    public RefusalReason? Refusal { get; internal set; }

    /// <summary>Which try it was, from 1.</summary>
    public int Try { get; internal set; }

    /// <summary>How many requests waited when it came.</summary>
    public int FoundWaiting { get; internal set; }

    /// <summary>How long it waited.</summary>
    public TimeSpan Waited { get; internal set; }

    /// <summary>Slots held back for Shorts when it went.</summary>
    public int HeldBackSlots { get; internal set; }

    /// <summary>Whether it waited beside a free slot that was held back.</summary>
    public bool WasHeldBack { get; internal set; }

    /// <summary>Whether it was sent beyond the destination's slots, to wait there behind a running Short.</summary>
    public bool WasPrefetched { get; internal set; }

    /// <summary>Whether it was sent beside another try that had no answer yet.</summary>
    public bool WasHedge { get; internal set; }

    /// <summary>How long it was expected to run.</summary>
    public TimeSpan Expected { get; internal set; }

    /// <summary>How long it ran; null as long as it does.</summary>
    public TimeSpan? Ran { get; internal set; }

    /// <summary>Whether it came to a good end; null as long as it runs.</summary>
    public bool? Succeeded { get; internal set; }

    /// <summary>How it ended at the destination; null as long as it runs, and where it was never sent.</summary>
    public TryOutcome? Outcome { get; internal set; }

    /// <summary>How many destinations were open.</summary>
    public int Open { get; internal set; }

    /// <summary>The first of them, at most <see cref="DecisionLog.MostCandidates"/>, in the order of their ids.</summary>
    public IReadOnlyList<DecisionCandidate> Candidates => new ArraySegment<DecisionCandidate>(Noted, 0, Math.Min(Open, Noted.Length));

    // Of as many places as are ever used: an entry of the ring is written anew for another request.
    internal DecisionCandidate[] Noted { get; private set; } = new DecisionCandidate[DecisionLog.MostCandidates];

    internal string? TraceParent { get; set; }

    // Without reading all of it: it is asked for each entry of the ring while requests wait to be noted. "00-", and then the trace.
    internal bool IsOf(string trace) => TraceParent is { } parent && parent.AsSpan(3).StartsWith(trace, StringComparison.Ordinal) && TraceId == trace;

    internal Decision Copy()
    {
        var copy = (Decision)MemberwiseClone();
        copy.Noted = [.. Noted];
        return copy;
    }
}
