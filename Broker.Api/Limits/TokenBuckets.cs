using System.Threading.RateLimiting;

namespace Broker.Api.Limits;

/// <summary>A bucket of tokens for each sender, of the last ten thousand that sent something.</summary>
/// <remarks>
/// The buckets are .NET's. Its PartitionedRateLimiter is not used: it keeps a bucket for every name that came in the last ten seconds, however many, and
/// looks through all of them ten times a second. Who is forgotten here has not sent for longer than ten thousand others, and starts with a full bucket.
/// Thread-safe by one lock, held for a look into a table.
/// </remarks>
internal sealed class TokenBuckets(double perSecond, int burst)
{
    internal const int MostSenders = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Bucket>> _buckets = new(StringComparer.Ordinal);
    private readonly LinkedList<Bucket> _byUse = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _buckets.Count;
            }
        }
    }

    /// <summary>Takes a token out of the sender's bucket.</summary>
    /// <param name="sender">Whose.</param>
    /// <param name="left">Tokens left in it.</param>
    /// <returns>Null when there was one; otherwise when there will be.</returns>
    public TimeSpan? Take(string sender, out long left)
    {
        lock (_lock)
        {
            var limiter = Of(sender);
            limiter.TryReplenish();
            using var lease = limiter.AttemptAcquire();
            left = limiter.GetStatistics()!.CurrentAvailablePermits;
            return lease.IsAcquired ? null
                : lease.TryGetMetadata(MetadataName.RetryAfter, out var after) && after > TimeSpan.Zero ? after : TimeSpan.FromSeconds(1 / perSecond);
        }
    }

    private TokenBucketRateLimiter Of(string sender)
    {
        if (_buckets.TryGetValue(sender, out var node))
        {
            _byUse.Remove(node);
        }
        else
        {
            if (_buckets.Count == MostSenders)
            {
                _buckets.Remove(_byUse.First!.Value.Sender);
                _byUse.RemoveFirst();
            }

            _buckets[sender] = node = new LinkedListNode<Bucket>(new Bucket(sender, NewLimiter()));
        }

        _byUse.AddLast(node);
        return node.Value.Limiter;
    }

    private TokenBucketRateLimiter NewLimiter() => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = burst,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1 / perSecond),
        AutoReplenishment = false, // that is a timer each, which would have to be disposed of; here somebody asks
        QueueLimit = 0,
    });

    private sealed record Bucket(string Sender, TokenBucketRateLimiter Limiter);
}
