namespace Balancing.Core.Retrying;

/// <summary>A try that has ended, as <see cref="RetryJudge"/> wants to know it.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="MayRepeat">Whether the request may be run twice, and nothing of an answer has gone to its client.</param>
/// <param name="HasOther">Whether a destination is open where the request has not been.</param>
/// <param name="RetryAfter">When the destination wants to be asked again, by its own word; null when it did not say.</param>
/// <param name="Remaining">Time until the request's deadline; <see cref="TimeSpan.MaxValue"/> without one.</param>
/// <param name="IsPromised">Whether another try was promised (<see cref="RetryJudge.TryPromise"/>), and is paid for.</param>
public readonly record struct FailedTry(TryOutcome Outcome, bool MayRepeat, bool HasOther, TimeSpan? RetryAfter, TimeSpan Remaining, bool IsPromised = false);
