using System.Threading.Tasks.Sources;
using Balancing.Core.Queueing;

namespace Job.Worker.Slots;

/// <summary>One job's place at a worker: waiting for a slot, holding one, or turned away. Disposing of it frees the slot.</summary>
internal sealed class Place : IDisposable, IValueTaskSource
{
    private readonly Workbench _bench;

    // Whoever frees a slot must not run the next job's code on its own time, least of all under the dispatcher's lock.
    private ManualResetValueTaskSourceCore<bool> _settled = new() { RunContinuationsAsynchronously = true };
    private volatile bool _isSettled;
    private bool _succeeded;

    internal Place(Workbench bench, Ticket ticket)
    {
        _bench = bench;
        Ticket = ticket;
        ticket.Owner = this;
    }

    /// <summary>Why the job was turned away; null when it has its slot.</summary>
    public RefusalReason? Refusal { get; private set; }

    /// <summary>When it is worth asking again, for a job turned away.</summary>
    public TimeSpan RetryAfter => Ticket.RetryAfter;

    internal Ticket Ticket { get; }

    internal bool IsSettled => _isSettled;

    /// <summary>Completed with the slot or the refusal; fails when the client leaves. To be awaited once.</summary>
    internal ValueTask Settled => new(this, _settled.Version);

    /// <summary>The job came to a good end: how long it took says how long others will.</summary>
    public void Succeed() => _succeeded = true;

    /// <summary>Frees the slot, if there is one.</summary>
    public void Dispose() => _bench.Leave(this, _succeeded);

    void IValueTaskSource.GetResult(short token) => _settled.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _settled.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _settled.OnCompleted(continuation, state, token, flags);

    internal void Settle(RefusalReason? refusal)
    {
        Refusal = refusal;
        _isSettled = true;
        _settled.SetResult(true);
    }

    /// <summary>The client left. A job that has its slot by now keeps it: its handler hears of the leaving, too.</summary>
    internal void GiveUp(CancellationToken cancellationToken)
    {
        if (_bench.Abandon(this))
        {
            _settled.SetException(new OperationCanceledException(cancellationToken));
        }
    }
}
