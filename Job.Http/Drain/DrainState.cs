namespace Job.Http.Drain;

/// <summary>Whether this server still takes requests, and how many it has not finished.</summary>
public sealed class DrainState
{
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inFlight;
    private int _draining;
    private volatile bool _isAnnounced;

    /// <summary>True from the moment the end was announced, or the drain began: readiness says no, though accepted requests are still taken in.</summary>
    public bool IsEnding => _isAnnounced || IsDraining;

    /// <summary>True from the first moment of the shutdown on; never false again.</summary>
    public bool IsDraining => Volatile.Read(ref _draining) != 0;

    /// <summary>Requests accepted and not yet answered to their last byte; those to <c>/health</c> are not counted.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>
    /// The drain is about to begin: readiness turns to no, while requests are still accepted, for those that are on their way. For services that
    /// take leave of somebody first.
    /// </summary>
    public void Announce() => _isAnnounced = true;

    /// <summary>Completed when the drain has begun and nothing is in flight.</summary>
    internal Task Empty => _empty.Task;

    /// <summary>Takes a request in, or refuses it when the drain has begun.</summary>
    internal bool TryEnter()
    {
        // Counted before it asks: whoever begins the drain in between sees it and waits for it.
        Interlocked.Increment(ref _inFlight);
        if (!IsDraining)
        {
            return true;
        }

        Leave();
        return false;
    }

    internal void Leave()
    {
        if (Interlocked.Decrement(ref _inFlight) == 0 && IsDraining)
        {
            _empty.TrySetResult();
        }
    }

    /// <summary>Begins the drain; a second call changes nothing.</summary>
    internal void Begin()
    {
        Interlocked.Exchange(ref _draining, 1); // a full fence: the count is read after everybody can see the flag
        if (InFlight == 0)
        {
            _empty.TrySetResult();
        }
    }
}
