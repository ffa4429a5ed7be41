namespace Balancing.Core.Retrying;

/// <summary>Decides whether a request is tried again, and when: the rules of <see cref="RetrySettings"/>, with one budget for all.</summary>
/// <remarks>
/// A synchronous state machine: how a try ended goes in, what becomes of the request comes out, time and chance are passed in. O(1), allocates nothing, thread-safe. Where a request goes next is the
/// dispatcher's to say: <see cref="Queueing.Dispatcher.Redirect"/> keeps its place at the head of the queue.
/// </remarks>
public sealed class RetryJudge(RetrySettings settings, Random random)
{
    // A second one may be chance: another request beside it may have ended the worker.
    private const int FatalLosses = 2;
    private const int FatalErrors = 2;

    private readonly RetryBudget _budget = new(settings);
    private readonly RetryBudget _hedges = new(settings with { BudgetShare = settings.HedgeShare, BudgetPerSecond = 0 });
    private readonly Lock _drawing = new();

    /// <summary>A request came.</summary>
    public void CountRequest()
    {
        _budget.CountRequest();
        _hedges.CountRequest();
    }

    /// <summary>Whether another try may begin beside one that has no answer yet, by the budget for those: it is taken.</summary>
    public bool TryHedge(TimeSpan now) => _hedges.TryTake(now);

    /// <summary>There was no place for it.</summary>
    public void GiveHedgeBack() => _hedges.GiveBack();

    /// <summary>Decides after a try; the history is brought up to date with it.</summary>
    public RetryVerdict Judge(ref TryHistory history, in FailedTry failed, TimeSpan now)
    {
        if (failed.Outcome is TryOutcome.Answered or TryOutcome.Abandoned)
        {
            return default;
        }

        history = history.With(failed.Outcome);
        if (failed.Remaining <= TimeSpan.Zero)
        {
            return new(RetryDecision.OutOfTime);
        }

        if (failed.Outcome == TryOutcome.NotConnected)
        {
            // Costs nobody anything: no budget, no bound but that each is tried once.
            return new(failed.HasOther ? RetryDecision.Elsewhere : RetryDecision.NoDestination);
        }

        if (Forbids(history, failed) is { } reason)
        {
            return new(reason);
        }

        var pause = failed.HasOther ? TimeSpan.Zero : Pause(history.Tries, failed.RetryAfter);
        if (!failed.HasOther && (!IsPassing(failed.Outcome) || pause > settings.LongestPause || pause >= failed.Remaining))
        {
            return new(RetryDecision.NoDestination);
        }

        return !failed.IsPromised && !_budget.TryTake(now) ? new(RetryDecision.BudgetSpent)
            : failed.HasOther ? new(RetryDecision.Elsewhere)
            : new(RetryDecision.AfterPause, pause);
    }

    /// <summary>
    /// Promises a request that still waits for its answer that it may go elsewhere if it is given up now: what that costs of the budget is taken. The <see cref="FailedTry"/> that follows says so.
    /// </summary>
    /// <returns>False when it may not; nothing was taken.</returns>
    public bool TryPromise(in TryHistory history, in FailedTry failed, TimeSpan now)
        => failed.HasOther && failed.Remaining > TimeSpan.Zero && Forbids(history.With(failed.Outcome), failed) is null && _budget.TryTake(now);

    private RetryDecision? Forbids(in TryHistory history, in FailedTry failed)
        => !failed.MayRepeat ? RetryDecision.NotRepeatable
            : history.Losses >= FatalLosses ? RetryDecision.Poison
            : history.Errors >= FatalErrors ? RetryDecision.SameError
            : history.Tries >= settings.MaxTries ? RetryDecision.Exhausted
            : null;

    // What the same destination may do better a moment later: a connection that it had closed, a queue that was full. One that hangs, or speaks junk, will again.
    private static bool IsPassing(TryOutcome outcome) => outcome is TryOutcome.BrokeOff or TryOutcome.BrokeOffLate or TryOutcome.Unavailable;

    private TimeSpan Pause(int tries, TimeSpan? retryAfter)
    {
        var pause = settings.FirstPause * Math.Pow(2, Math.Min(tries - 1, 30));
        pause = pause < settings.LongestPause ? pause : settings.LongestPause;
        lock (_drawing)
        {
            pause *= 0.5 + random.NextDouble();
        }

        pause = pause < settings.LongestPause ? pause : settings.LongestPause;
        return retryAfter > pause ? retryAfter.Value : pause;
    }
}
