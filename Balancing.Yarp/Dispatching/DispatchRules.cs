using Balancing.Core.Queueing;

namespace Balancing.Yarp.Dispatching;

/// <summary>How the requests of a cluster are dispatched: the slots of its destinations, the order of its queue, and how long a request may take.</summary>
public sealed record DispatchRules
{
    /// <summary>How many requests each destination may hold. Without a limit nothing waits, and the queue's settings play no part.</summary>
    public SlotRule Slots { get; init; } = SlotRule.Unlimited;

    /// <summary>The order of the queue and its bounds.</summary>
    public DispatchSettings Queue { get; init; } = new();

    /// <summary>Within which time a Short must be answered that brings no <c>Request-Timeout</c>; null for any.</summary>
    public TimeSpan? ShortDeadline { get; init; }

    /// <summary>The same for a Long.</summary>
    public TimeSpan? LongDeadline { get; init; }
}
