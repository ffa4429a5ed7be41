namespace Balancing.Core.Retrying;

/// <summary>What is remembered of a request's tries so far; begins as <c>default</c>.</summary>
/// <param name="Tries">Those that reached a destination, or may have.</param>
/// <param name="Losses">Those under which the destination broke off.</param>
/// <param name="Errors">Those that the destination answered with an error of its own.</param>
public readonly record struct TryHistory(int Tries, int Losses, int Errors)
{
    /// <summary>The same after one more try.</summary>
    public TryHistory With(TryOutcome outcome) => outcome == TryOutcome.NotConnected ? this : new(
        Tries + 1,
        Losses + (outcome is TryOutcome.BrokeOff or TryOutcome.BrokeOffLate ? 1 : 0),
        Errors + (outcome is TryOutcome.ServerError ? 1 : 0));
}
