using System.Diagnostics;
using Balancing.Core.Queueing;
using Balancing.Core.Retrying;
using Balancing.Yarp.Decisions;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Tracing;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Leasing;

/// <summary>A request's way to a destination: its place in the queue, then the lease it holds; a feature of the request.</summary>
/// <remarks>
/// Each try ends once, whichever comes first: the last byte of the answer, a failure, an abort, or the end of the request when
/// something behind the pick never forwarded it.
/// </remarks>
public sealed class ForwardAttempt : IDisposable
{
    private static readonly object Decided = new();

    private readonly ClusterDispatch _cluster;

    // Null: not decided, nobody waits. A TaskCompletionSource: somebody waits. Decided: dispatched, or refused.
    private object? _decision;
    private int _number = 1;

    internal ForwardAttempt(ClusterDispatch cluster, JobLabel label, string route, TimeSpan deadline)
    {
        _cluster = cluster;
        MayRepeat = label.MayRepeat;
        MayHedge = label.MayHedge;
        Ticket = new Ticket
        {
            Owner = this,
            Label = label.Class,
            Route = route,
            Application = label.Application ?? "", // a classifier of the application's own may return a default
            Bytes = Math.Max(0, label.Bytes),
            Deadline = deadline,
        };
    }

    /// <summary>Where the request was sent.</summary>
    public DestinationState Destination => (DestinationState)Ticket.Destination!.Owner!;

    /// <summary>1 for the first try.</summary>
    public int Number => _number;

    /// <summary>How long the request waited in the queue, up to the present try.</summary>
    public TimeSpan QueueTime => Ticket.DispatchedAt - Ticket.ArrivedAt;

    /// <summary>Its place in the queue when it came, by arrival, from 1; 0 when it went at once.</summary>
    public int QueuePosition => QueueTime > TimeSpan.Zero ? Ticket.FoundWaiting + 1 : 0;

    /// <summary>How long ago it was sent to its destination.</summary>
    public TimeSpan WorkerTime => _cluster.Now - Ticket.DispatchedAt;

    /// <summary>The time left until the request's deadline, 0 or more; null when it has none.</summary>
    public TimeSpan? Remaining => Ticket.Deadline == TimeSpan.MaxValue ? null
        : Ticket.Deadline > _cluster.Now ? Ticket.Deadline - _cluster.Now
        : TimeSpan.Zero;

    internal Ticket Ticket { get; private set; }

    /// <summary>Whether it does no harm to run it twice.</summary>
    internal bool MayRepeat { get; }

    /// <summary>Whether it may be tried at a second destination while the first has no answer yet.</summary>
    internal bool MayHedge { get; }

    /// <summary>Whether it is such a second try.</summary>
    internal bool IsHedge { get; private set; }

    /// <summary>How the present try ended; null as long as it runs, and where it never came to be sent.</summary>
    internal TryOutcome? Outcome { get; set; }

    /// <summary>Which destination answered the request first with an error of its own, and when; null for none.</summary>
    internal (DestinationState Destination, TimeSpan At)? FirstError { get; set; }

    internal ClusterDispatch Cluster => _cluster;

    /// <summary>What the request says of the trace it belongs to (W3C Trace Context, version 00: 55 characters); null for nothing, or anything else, which may be long and is kept.</summary>
    internal string? TraceParent { get; init => field = value is { Length: 55 } ? value : null; }

    /// <summary>The number of the first decision about the request; less than 0 before that.</summary>
    internal long JobNumber { get; set; } = -1;

    /// <summary>What is noted of the last decision about it, as long as the note has this number.</summary>
    internal Decision? Note { get; set; }

    internal long NoteNumber { get; set; }

    /// <summary>The span of the present try; null where the request is not recorded.</summary>
    internal Activity? Span { get; set; }

    /// <summary>Why it was not dispatched; null when it was, or is not decided.</summary>
    internal RefusalReason? Refusal { get; private set; }

    internal bool IsDecided => ReferenceEquals(Volatile.Read(ref _decision), Decided);

    internal bool IsDispatched => IsDecided && Refusal is null;

    internal bool HasEnded { get; private set; }

    /// <summary>The request's way, or null when it has not come to the dispatch yet.</summary>
    public static ForwardAttempt? Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<ForwardAttempt>();
    }

    /// <summary>Gives the lease back, if it has not been given back yet.</summary>
    public void Dispose() => End(succeeded: true);

    internal void Fail() => End(succeeded: false);

    /// <summary>Gives the lease back of a try that was ended by our own side, if it has not been given back yet.</summary>
    internal void Withdraw()
    {
        if (!HasEnded && IsDispatched)
        {
            HasEnded = true;
            _cluster.Withdraw(this);
        }
    }

    /// <summary>The same request once more, to be dispatched beside this.</summary>
    internal ForwardAttempt Beside()
    {
        var beside = new ForwardAttempt(_cluster, new JobLabel(Ticket.Label, Ticket.Application, MayRepeat: MayRepeat), Ticket.Route ?? "", Ticket.Deadline)
        {
            TraceParent = TraceParent,
            JobNumber = JobNumber,
            IsHedge = true,
            _number = _number + 1,
        };
        beside.Ticket.BoundTo = Ticket.BoundTo;
        return beside;
    }

    /// <summary>The second try was answered first: the request goes on with it, and the other has what was this one's.</summary>
    internal void Exchange(ForwardAttempt beside)
    {
        (Ticket, beside.Ticket) = (beside.Ticket, Ticket);
        (Ticket.Owner, beside.Ticket.Owner) = (this, beside);
        (Note, beside.Note) = (beside.Note, Note);
        (NoteNumber, beside.NoteNumber) = (beside.NoteNumber, NoteNumber);
        (IsHedge, beside.IsHedge) = (beside.IsHedge, IsHedge);
        (_number, beside._number) = (beside._number, _number);
        (Span, beside.Span) = (beside.Span, Span);
    }

    /// <summary>It came to no good end at its destination: it goes on, once that is decided.</summary>
    internal void BeginNext()
    {
        _number++;
        _decision = null;
        Outcome = null;
        HasEnded = false;
    }

    /// <summary>Called by the dispatcher, under its lock.</summary>
    internal void Decide(RefusalReason? refusal)
    {
        Refusal = refusal;
        if (Interlocked.Exchange(ref _decision, Decided) is TaskCompletionSource waiter)
        {
            waiter.TrySetResult(); // goes on elsewhere, not under the lock
        }
    }

    /// <summary>Waits until the request is dispatched or refused.</summary>
    /// <exception cref="OperationCanceledException">The client left: the job is out of the queue.</exception>
    internal async Task WaitAsync(CancellationToken aborted)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _decision, waiter, null) is not null)
        {
            return;
        }

        var since = _cluster.Now;
        try
        {
            await using var leaving = aborted.UnsafeRegister(static (attempt, token) => ((ForwardAttempt)attempt!).Leave(token), this);
            await waiter.Task;
        }
        finally
        {
            Spans.Waited(this, _cluster.Time.GetUtcNow(), _cluster.Now - since);
        }
    }

    private void Leave(CancellationToken aborted)
    {
        if (_cluster.Abandon(Ticket))
        {
            (Volatile.Read(ref _decision) as TaskCompletionSource)?.TrySetCanceled(aborted);
        }
    }

    private void End(bool succeeded)
    {
        if (!HasEnded && IsDispatched)
        {
            HasEnded = true;
            _cluster.Complete(this, succeeded);
        }
    }
}
