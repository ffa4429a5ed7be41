using Balancing.Core.Leasing;

namespace Balancing.Core.Queueing;

/// <summary>One job's way through a <see cref="Dispatcher"/>: waiting, running, ended.</summary>
/// <remarks>Belongs to one dispatcher at a time; may be used for another job once it has ended.</remarks>
public sealed class Ticket
{
    /// <summary>How long the job is expected to take.</summary>
    public JobClass Class { get; set; }

    /// <summary>Whose job it is; Shorts are shared fairly between applications.</summary>
    public string Application { get; set; } = "";

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

    internal TicketState State { get; set; }

    /// <summary>What it is counted as while it runs: a Short that overruns becomes a Long.</summary>
    internal JobClass RunsAs { get; set; }

    internal Lease Lease { get; set; }

    internal long Sequence { get; set; }

    /// <summary>Its place in the order of the queue: a start tag, an expected time, or 0 for plain arrival.</summary>
    internal double Key { get; set; }

    internal int OrderIndex { get; set; } = -1;

    internal int DeadlineIndex { get; set; } = -1;

    /// <summary>Neighbours among its application's waiting jobs, or among the running Shorts; oldest first.</summary>
    internal Ticket? Older { get; set; }

    internal Ticket? Newer { get; set; }
}
