using Balancing.Core.Retrying;

namespace Balancing.Yarp.Forwarding;

/// <summary>Why a request has no answer of any destination; a feature of the request. Its status is set; an application may write a body.</summary>
/// <param name="Outcome">How the last try ended that reached a destination; <see cref="TryOutcome.NotConnected"/> when none did: nothing has run.</param>
/// <param name="Reason">Why it was not tried again.</param>
/// <param name="Destinations">Where it may have run, in the order of the tries.</param>
/// <param name="RetryAfter">When the last destination wants to be asked again, by its own word; null when it did not say.</param>
public sealed record GivenUp(TryOutcome Outcome, RetryDecision Reason, IReadOnlyList<string> Destinations, TimeSpan? RetryAfter);
