using Balancing.Core.Estimating;
using Balancing.Core.Leasing;

namespace Balancing.Core.Queueing;

/// <summary>One job's way through a <see cref="Dispatcher"/>: waiting, running, ended.</summary>
/// <remarks>Belongs to one dispatcher at a time; may be used for another job once it has ended.</remarks>
public sealed class Ticket
{
    /// <summary>What its sender calls the job; null where nobody says.</summary>
    public JobClass? Label { get; set; }

    /// <summary>What the job is dispatched as: its label, unless the dispatcher knows better. Set when it arrives.</summary>
    public JobClass Class { get; internal set; }

    /// <summary>Whose job it is; Shorts are shared fairly between applications.</summary>
    public string Application { get; set; } = "";

    /// <summary>What kind of job it is among its application's, such as the route it came by; null where all are of one kind.</summary>
    public string? Route { get; set; }

    /// <summary>What a policy like consistent-hash keeps together; null for the <see cref="Application"/>.</summary>
    public string? BoundTo { get; set; }

    /// <summary>When the job is of no more use to its client, on the dispatcher's clock.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.MaxValue;

    /// <summary>Bytes of memory the job holds while it waits.</summary>
    public long Bytes { get; set; }

    /// <summary>What the driver knows the job by; the dispatcher never looks at it.</summary>
    public object? Owner { get; set; }

    /// <summary>Where the job runs, or ran; null as long as it waits.</summary>
    public DestinationLoad? Destination { get; internal set; }

    /// <summary>When the job came, on the dispatcher's clock.</summary>
    public TimeSpan ArrivedAt { get; internal set; }

    /// <summary>When the job was dispatched; meaningful once <see cref="Destination"/> is set.</summary>
    public TimeSpan DispatchedAt { get; internal set; }

    /// <summary>Whether it was sent beyond the destination's slots, to wait there behind a running Short.</summary>
    public bool WasPrefetched { get; internal set; }

    /// <summary>When it is worth sending the job again, set with a refusal: once the queue as it is now has drained. From 1 s to 1 min.</summary>
    public TimeSpan RetryAfter { get; internal set; }

    /// <summary>How long the job was expected to run, as it came.</summary>
    public TimeSpan Expected => TimeSpan.FromSeconds(ExpectedSeconds);

    /// <summary>How many jobs waited when it came; those that go first are not always before it.</summary>
    public int FoundWaiting { get; internal set; }

    /// <summary>Slots held back for Shorts when it went; 0 where no Long was in question.</summary>
    public int HeldBackSlots { get; internal set; }

    /// <summary>Whether it waited beside a free slot that was held back for Shorts.</summary>
    public bool WasHeldBack { get; internal set; }

    /// <summary>
    /// Since when it runs, as far as it is known: of a job sent ahead, since a slot was freed for it. Null while it waits at its destination, or where nobody knows.
    /// </summary>
    internal TimeSpan? StartedAt { get; set; }

    internal TicketState State { get; set; }

    /// <summary>What is known of its application's jobs, and whose they were when it came: what is known may have been forgotten since.</summary>
    internal SenderCosts? Sender { get; set; }

    internal int SenderLife { get; set; }

    /// <summary>How long it is expected to take, by what was known when it came.</summary>
    internal double ExpectedSeconds { get; set; }

    /// <summary>Where it has been sent and was not taken; null as long as that never happened.</summary>
    internal List<DestinationLoad>? Tried { get; set; }

    /// <summary>What it is counted as while it runs: a Short that overruns becomes a Long.</summary>
    internal JobClass RunsAs { get; set; }

    /// <summary>Its application's part of the queue and the slots, from waiting to the end; null where it never waited.</summary>
    internal ApplicationShare? Share { get; set; }

    internal Lease Lease { get; set; }

    internal long Sequence { get; set; }

    /// <summary>Its place in the order of the queue: a start tag, an expected time, or 0 for plain arrival.</summary>
    internal double Key { get; set; }

    internal int OrderIndex { get; set; } = -1;

    internal int DeadlineIndex { get; set; } = -1;

    /// <summary>Neighbours among its application's waiting jobs, or among the running Shorts; oldest first.</summary>
    internal Ticket? Older { get; set; }

    internal Ticket? Newer { get; set; }

    internal PickRequest RequestAt(TimeSpan now) => new(now, BoundTo ?? Application);
}
