using Broker.Api.Proxy;

namespace Broker.Api.State;

/// <summary>Saves what admin calls have changed: before they are answered, and whenever destinations have changed otherwise.</summary>
internal sealed class StateKeeper(StateFile file, StateSnapshot snapshot, ConfigWatch watch, TimeProvider time, ILogger<StateKeeper> logger) : BackgroundService
{
    // A disk that is full, or gone, may come back; nobody calls again to find that out.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _writing = new(1);
    private readonly SemaphoreSlim _due = new(0);
    private object? _savedStamp;
    private byte[]? _saved;
    private bool _failing;

    /// <summary>Saves what has changed since the last time; costs a comparison when nothing has. Never throws.</summary>
    public async Task SaveAsync()
    {
        if (!file.IsKept || snapshot.Stamp().Equals(Volatile.Read(ref _savedStamp)))
        {
            return;
        }

        await _writing.WaitAsync();
        try
        {
            // The stamp first: what changes while the snapshot is taken is saved once more.
            var stamp = snapshot.Stamp();
            if (stamp.Equals(_savedStamp))
            {
                return; // by whoever wrote while this one waited: hundreds that register at once need a handful of writes
            }

            var bytes = StateFile.ToBytes(snapshot.Take());
            if (_saved is null || !bytes.AsSpan().SequenceEqual(_saved))
            {
                await Task.Run(() => file.Write(bytes)); // the disk may take its time, and this thread serves requests
                _saved = bytes;
            }

            Volatile.Write(ref _savedStamp, stamp);
            if (_failing)
            {
                _failing = false;
                StateLog.SavedAgain(logger, file.Path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!_failing)
            {
                _failing = true;
                StateLog.NotSaved(logger, file.Path, exception.Message, RetryAfter.TotalSeconds);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await SaveAsync();
    }

    public override void Dispose()
    {
        base.Dispose();
        _writing.Dispose();
        _due.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!file.IsKept)
        {
            return;
        }

        watch.Applied += Due;
        try
        {
            while (true)
            {
                await SaveAsync();
                if (_failing)
                {
                    await Task.Delay(RetryAfter, time, stoppingToken);
                }
                else
                {
                    await _due.WaitAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // told to stop
        }
        finally
        {
            watch.Applied -= Due;
        }
    }

    private void Due()
    {
        if (_due.CurrentCount == 0)
        {
            _due.Release();
        }
    }
}
