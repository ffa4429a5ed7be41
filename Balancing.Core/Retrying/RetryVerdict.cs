namespace Balancing.Core.Retrying;

/// <summary>A decision about a request after a try.</summary>
/// <param name="Decision">What becomes of it.</param>
/// <param name="Pause">How long it waits first; 0 but for <see cref="RetryDecision.AfterPause"/>.</param>
public readonly record struct RetryVerdict(RetryDecision Decision, TimeSpan Pause = default)
{
    /// <summary>Whether it is tried again.</summary>
    public bool GoesOn => Decision is RetryDecision.Elsewhere or RetryDecision.AfterPause;
}
