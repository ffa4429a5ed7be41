using Balancing.Core.Leasing;
using Balancing.Core.Retrying;
using Balancing.Core.Timeouts;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Leasing;

namespace Balancing.Yarp.Forwarding;

/// <summary>Ends a request's tries: those whose answer does not begin in time, and any at the request's deadline. Drives the core's <see cref="AnswerWatch"/> by a timer.</summary>
/// <remarks>
/// The timer is set only where an earlier look is wanted than the one it is set for; most requests have their answer long before, and cost it nothing. What a look decides is said to the try by its token:
/// outside the lock, for whatever hangs on the token runs at once.
/// </remarks>
internal sealed class TryWatch : ITrySight, IDisposable
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly ClusterDispatch _cluster;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();

    private CancellationTokenSource _stop = new();
    private TimeSpan _armedFor = TimeSpan.MaxValue;
    private TimeSpan _deadline;
    private bool _runs;
    private bool _watches;
    private bool _mayRepeat;
    private AnswerWatch _watch;
    private ForwardAttempt? _attempt;
    private DestinationLoad? _destination;
    private TryHistory _history;
    private TaskCompletionSource? _hedge;

    public TryWatch(ClusterDispatch cluster, TimeProvider time)
    {
        _cluster = cluster;
        _timer = time.CreateTimer(static watch => ((TryWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the present try was given up: no answer in time.</summary>
    public bool HasGivenUp { get; private set; }

    /// <summary>Whether the request was promised another try for it.</summary>
    public bool IsPromised { get; private set; }

    /// <summary>Whether the request's deadline ended the present try.</summary>
    public bool IsPastDeadline { get; private set; }

    /// <summary>Ends when another may be tried beside the present try; never where it may not.</summary>
    public Task HedgeDue => _hedge?.Task ?? Never;

    TimeSpan ITrySight.SpokeAt => _destination!.AnsweredAt;

    bool ITrySight.MayRepeat => _mayRepeat;

    /// <summary>A try begins.</summary>
    /// <param name="attempt">The request, dispatched.</param>
    /// <param name="history">Its tries before.</param>
    /// <param name="watches">Whether the time to the first byte is bounded; the deadline is in any case.</param>
    /// <param name="mayRepeat">Whether it may be run twice.</param>
    /// <param name="mayHedge">Whether, and that beside each other.</param>
    /// <returns>What ends it.</returns>
    public CancellationToken Begin(ForwardAttempt attempt, in TryHistory history, bool watches, bool mayRepeat, bool mayHedge)
    {
        lock (_lock)
        {
            if (_stop.IsCancellationRequested || HasGivenUp || IsPastDeadline)
            {
                _stop = new CancellationTokenSource(); // the old one may be about to be cancelled
            }

            (HasGivenUp, IsPromised, IsPastDeadline) = (false, false, false);
            var ticket = attempt.Ticket;
            (_attempt, _destination, _history) = (attempt, ticket.Destination, history);
            (_deadline, _watches, _mayRepeat) = (ticket.Deadline, watches, mayRepeat);
            _watch = watches ? new AnswerWatch(_cluster.Tries.Times, ticket.Class, ticket.Expected, history.Tries, ticket.DispatchedAt, mayHedge) : default;
            _hedge = mayHedge ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
            _runs = true;
            Arm();
            return _stop.Token;
        }
    }

    /// <summary>The request goes on with its second try alone, whose answer is waited for as if it had been the only one.</summary>
    public void Follow(in TryHistory history)
    {
        lock (_lock)
        {
            if (_runs && _watches)
            {
                var ticket = _attempt!.Ticket;
                (_destination, _history) = (ticket.Destination, history);
                _watch = new AnswerWatch(_cluster.Tries.Times, ticket.Class, ticket.Expected, history.Tries, ticket.DispatchedAt, mayHedge: false);
                Arm();
            }
        }
    }

    /// <summary>The head of a good answer came, and its rest is waited for as the head was.</summary>
    /// <returns>False when the try had been given up by then.</returns>
    public bool TryGoOn()
    {
        lock (_lock)
        {
            if (_watches)
            {
                var ticket = _attempt!.Ticket;
                _destination = ticket.Destination;
                _watch = new AnswerWatch(_cluster.Tries.Times, ticket.Class, ticket.Expected, _history.Tries, _cluster.Now, mayHedge: false);
                Arm();
            }

            return !HasGivenUp;
        }
    }

    /// <summary>The answer is on its way: from here on only the deadline ends it.</summary>
    /// <returns>False when the try had been given up by then.</returns>
    public bool TryRelease()
    {
        lock (_lock)
        {
            _watches = false;
            return !HasGivenUp;
        }
    }

    /// <summary>The try has ended.</summary>
    public void End()
    {
        lock (_lock)
        {
            _runs = _watches = false;
            (_attempt, _destination, _hedge) = (null, null, null);
        }
    }

    /// <summary>Somebody else ends the try.</summary>
    public void Cancel()
    {
        CancellationTokenSource stop;
        lock (_lock)
        {
            stop = _stop;
        }

        stop.Cancel();
    }

    public void Dispose() => _timer.Dispose();

    bool ITrySight.TryPromise() => IsPromised = _mayRepeat && _cluster.Tries.TryPromise(
        _history,
        new FailedTry(TryOutcome.TimedOut, MayRepeat: true, _cluster.HasOther(_attempt!), RetryAfter: null, _attempt!.Remaining ?? TimeSpan.MaxValue));

    private void Look()
    {
        CancellationTokenSource? stop;
        lock (_lock)
        {
            _armedFor = TimeSpan.MaxValue;
            stop = MustStop(_cluster.Now) ? _stop : null;
            if (stop is null)
            {
                Arm();
            }
        }

        stop?.Cancel();
    }

    private bool MustStop(TimeSpan now)
    {
        if (!_runs || HasGivenUp || IsPastDeadline)
        {
            return false;
        }

        if (now >= _deadline)
        {
            return IsPastDeadline = true;
        }

        var action = _watches ? _watch.Look(now, this) : WatchAction.Wait;
        if (action == WatchAction.Hedge)
        {
            _hedge?.TrySetResult(); // goes on elsewhere, not under the lock
        }

        if (action != WatchAction.GiveUp)
        {
            return false;
        }

        if (_watch.CountsAge)
        {
            _cluster.Tries.Times.Exceeded(_attempt!.Ticket.Class, now - _attempt.Ticket.DispatchedAt);
        }

        return HasGivenUp = true;
    }

    private void Arm()
    {
        var next = !_runs || HasGivenUp || IsPastDeadline ? TimeSpan.MaxValue
            : _watches && _watch.NextLook < _deadline ? _watch.NextLook
            : _deadline;
        if (next >= _armedFor)
        {
            return;
        }

        // A timer rounds down to milliseconds, and a look too early is one in vain; the longest it takes is 49 days.
        _armedFor = next;
        var after = Math.Clamp(Math.Ceiling((next - _cluster.Now).TotalMilliseconds), 0, int.MaxValue);
        _timer.Change(TimeSpan.FromMilliseconds(after), Timeout.InfiniteTimeSpan);
    }
}
