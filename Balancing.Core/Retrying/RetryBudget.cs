namespace Balancing.Core.Retrying;

/// <summary>Bounds the second tries of all requests together: a share of them, and some per second.</summary>
/// <remarks>
/// A token bucket that requests fill, too, as in Finagle's <c>RetryBudget</c>: without one, retries multiply the load just when there is too much of it already. It holds what ten seconds bring, so
/// that all jobs inside a worker that dies can be tried again at once; at 1 s the ninth job a second lost at a quiet hour would fail, at 100 s an outage would begin with a storm. A request costs
/// one atomic increment; taking is O(1) under a lock. Time that jumps back counts as time that stands still.
/// </remarks>
public sealed class RetryBudget(RetrySettings settings)
{
    private const double WindowSeconds = 10;

    private readonly Lock _lock = new();
    private long _requests;
    private long _seen;
    private TimeSpan _now;
    private double _lately;
    private double _tokens = settings.BudgetPerSecond * WindowSeconds;

    /// <summary>A request came, whether or not it will ever be tried again.</summary>
    public void CountRequest() => Interlocked.Increment(ref _requests);

    /// <summary>Takes one second try out of the budget.</summary>
    /// <returns>False when it is spent.</returns>
    public bool TryTake(TimeSpan now)
    {
        lock (_lock)
        {
            Refill(now);
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }

    /// <summary>What was taken is not needed.</summary>
    public void GiveBack()
    {
        lock (_lock)
        {
            _tokens++;
        }
    }

    private void Refill(TimeSpan now)
    {
        var requests = Interlocked.Read(ref _requests);
        var came = requests - _seen;
        var seconds = Math.Max(0, (now - _now).TotalSeconds);

        // The requests of the last ten seconds, each weighing less the older it is; those since the last look as if they had come evenly.
        var faded = Math.Exp(-seconds / WindowSeconds);
        _lately = (_lately * faded) + (seconds > 0 ? came * WindowSeconds / seconds * (1 - faded) : came);
        var most = (settings.BudgetPerSecond * WindowSeconds) + (settings.BudgetShare * _lately);
        _tokens = Math.Min(most, _tokens + (settings.BudgetShare * came) + (settings.BudgetPerSecond * seconds));
        _seen = requests;
        _now = now > _now ? now : _now;
    }
}
