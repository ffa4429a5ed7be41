namespace Balancing.Core.Queueing;

/// <summary>Who goes next when a slot frees.</summary>
public enum QueueOrder
{
    /// <summary>Who came first.</summary>
    Arrival,

    /// <summary>Short before Long, with a guaranteed share of the slots for waiting Longs.</summary>
    ShortFirst,

    /// <summary>Whose expected service time is shortest. Long ones can wait as long as shorter ones keep coming.</summary>
    ShortestExpected,
}
