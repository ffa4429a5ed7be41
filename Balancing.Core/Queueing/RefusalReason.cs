namespace Balancing.Core.Queueing;

/// <summary>Why a job was not dispatched.</summary>
public enum RefusalReason
{
    /// <summary>The queue was full and this job the one to go.</summary>
    QueueFull,

    /// <summary>More came than can be done, for some time already, and this job was one too many.</summary>
    Overloaded,

    /// <summary>It would have waited beyond its deadline, by what is known when it comes.</summary>
    WaitTooLong,

    /// <summary>Its deadline passed while it waited.</summary>
    DeadlinePassed,

    /// <summary>No destination is open, or none that has not been tried for it.</summary>
    NoDestination,
}
