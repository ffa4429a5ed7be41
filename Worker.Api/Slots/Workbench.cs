using System.Threading.RateLimiting;

namespace Worker.Api.Slots;

/// <summary>
/// The places of one worker: so many jobs run at once, further ones wait in the order they came, and what finds the queue full is
/// turned away. A waiting client that leaves frees its place, too.
/// </summary>
/// <param name="slots">Jobs run at once; at least 1.</param>
/// <param name="maxQueue">Jobs that may wait; 0 turns away whatever finds no free slot.</param>
public sealed class Workbench(int slots, int maxQueue) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = slots,
        QueueLimit = maxQueue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Takes a slot, waiting for one if need be. The slot is held until the lease is disposed of.</summary>
    /// <param name="cancellationToken">Cancelled when the client leaves: the job gives up its place in the queue.</param>
    /// <returns>A lease to dispose of; one that is not acquired when the queue is full.</returns>
    /// <exception cref="OperationCanceledException">The client left while its job was waiting.</exception>
    public ValueTask<RateLimitLease> EnterAsync(CancellationToken cancellationToken)
        => _limiter.AcquireAsync(1, cancellationToken);

    /// <summary>How busy the worker is now. Counted one after the other: the sum of both may be off by a few.</summary>
    public LoadReport Report()
    {
        var now = _limiter.GetStatistics()!;
        return new LoadReport(slots, slots - (int)now.CurrentAvailablePermits, (int)now.CurrentQueuedCount);
    }

    /// <summary>Turns away whatever still waits.</summary>
    public void Dispose() => _limiter.Dispose();
}
