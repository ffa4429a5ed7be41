using System.Globalization;
using Balancing.Core.Queueing;
using Balancing.Core.Retrying;
using Balancing.Yarp.Decisions;

namespace Broker.Api.Decisions;

/// <summary>Says a decision in a sentence.</summary>
internal static class DecisionWords
{
    public static string Why(Decision decision)
    {
        var waited = Milliseconds(decision.Waited);
        if (decision.Refusal is { } refusal)
        {
            return refusal switch
            {
                RefusalReason.QueueFull => $"Refused: the queue was full ({decision.FoundWaiting} waited when it came) and it was its turn to make room.",
                RefusalReason.Overloaded => $"Refused at once: more jobs came than the workers could do, for some time already, and it would have been one too many behind the {decision.FoundWaiting} that waited.",
                RefusalReason.WaitTooLong when decision.Waited > TimeSpan.Zero => $"Refused in an overload after {waited} in the queue: what was left until its deadline was less than it takes.",
                RefusalReason.WaitTooLong => $"Refused at once: behind the {decision.FoundWaiting} that waited it could not make its deadline.",
                RefusalReason.DeadlinePassed => $"Refused: its deadline passed after {waited} in the queue.",
                _ => $"Refused: no open worker was left to try, after {waited}.",
            };
        }

        return string.Join(' ', Sentences(decision, waited));
    }

    private static IEnumerable<string> Sentences(Decision decision, string waited)
    {
        if (decision.Label is { } label && label != decision.Class)
        {
            yield return $"Labelled {label}, but its application's jobs take as long as a {decision.Class}'s.";
        }
        else if (decision.Label is null)
        {
            yield return $"No label: taken for a {decision.Class} by what such requests took.";
        }

        if (decision.WasHedge)
        {
            yield return $"Try {decision.Try}, beside another: that had no answer yet after the time of 95 in 100.";
        }
        else if (decision.Try > 1)
        {
            yield return $"Try {decision.Try}: the worker before did not answer it.";
        }

        yield return decision.Waited < TimeSpan.FromMicroseconds(500) ? "Went at once"
            : $"Waited {waited} ({decision.FoundWaiting} waited when it came)";
        var free = decision.Candidates.Count(candidate => candidate.InFlight < (candidate.Slots ?? int.MaxValue));
        yield return decision.WasPrefetched
            ? $"to worker {decision.Destination}, one beyond its slots, where a Short will be done sooner than a slot elsewhere."
            : $"to worker {decision.Destination}: {decision.Policy} among {free} with a free slot of {decision.Open} open.";
        if (decision.WasHeldBack)
        {
            yield return decision.HeldBackSlots > 0
                ? $"Before that, free slots were held back for Shorts ({decision.HeldBackSlots} still when it went)."
                : "Before that, free slots were held back for Shorts.";
        }

        if (Ended(decision.Outcome) is { } ended)
        {
            yield return ended;
        }
    }

    private static string? Ended(TryOutcome? outcome) => outcome switch
    {
        TryOutcome.NotConnected => "The worker could not be connected to.",
        TryOutcome.BrokeOff or TryOutcome.BrokeOffLate => "The worker broke off.",
        TryOutcome.Garbled => "What the worker answered was no HTTP.",
        TryOutcome.TimedOut => "The worker gave no answer in time.",
        TryOutcome.ServerError => "The worker answered with an error.",
        TryOutcome.Unavailable => "The worker answered that it is unavailable.",
        TryOutcome.Abandoned => "The client left.",
        TryOutcome.Outrun => "Another worker answered it first, and it was ended here.",
        _ => null,
    };

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms");
}
