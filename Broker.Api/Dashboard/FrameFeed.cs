namespace Broker.Api.Dashboard;

/// <summary>One snapshot every 250 ms for all readers together, made only while somebody reads.</summary>
/// <remarks>
/// Nothing is kept for a reader: one that is slow finds the latest snapshot when it comes back, and has missed those between. So a reader that is stuck costs the
/// snapshot it is being sent, and the server's own buffer.
/// </remarks>
internal sealed partial class FrameFeed(Func<Frame> make, TimeProvider time, ILogger<FrameFeed> logger)
{
    /// <summary>How far apart snapshots are.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Readers at once; beyond it they are told to come later.</summary>
    public const int MostReaders = 200;

    private readonly Lock _lock = new();
    private TaskCompletionSource _next = NewNext();
    private Frame? _latest;
    private int _readers;
    private bool _isMaking;

    /// <summary>Snapshots made so far.</summary>
    public long Made { get; private set; }

    /// <summary>Whether snapshots are being made.</summary>
    public bool IsMaking
    {
        get
        {
            lock (_lock)
            {
                return _isMaking;
            }
        }
    }

    /// <summary>Begins to read; <see cref="Leave"/> ends it.</summary>
    /// <returns>False when there are too many.</returns>
    public bool TryJoin()
    {
        lock (_lock)
        {
            if (_readers >= MostReaders)
            {
                return false;
            }

            _readers++;
            if (!_isMaking)
            {
                _isMaking = true;
                _latest = null; // of the time before
                _ = Task.Run(MakeAsync);
            }

            return true;
        }
    }

    /// <summary>Ends what <see cref="TryJoin"/> began.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _readers--;
        }
    }

    /// <summary>The latest snapshot, as soon as there is one after that of the number.</summary>
    public async ValueTask<Frame> AfterAsync(long number, CancellationToken stop)
    {
        while (true)
        {
            var next = Volatile.Read(ref _next).Task; // before the latest is looked at: one that comes in between completes it
            if (Volatile.Read(ref _latest) is { } latest && latest.Number > number)
            {
                return latest;
            }

            await next.WaitAsync(stop);
        }
    }

    private static TaskCompletionSource NewNext() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task MakeAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                Volatile.Write(ref _latest, make());
                Made++;
                Interlocked.Exchange(ref _next, NewNext()).SetResult();
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                LogFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync() && GoesOn());
    }

    private bool GoesOn()
    {
        lock (_lock)
        {
            _isMaking = _readers > 0;
            return _isMaking;
        }
    }

    [LoggerMessage(602, LogLevel.Warning, "A snapshot of the dashboard could not be made")]
    private partial void LogFailed(Exception exception);
}
