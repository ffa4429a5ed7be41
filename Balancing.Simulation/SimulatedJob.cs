using Balancing.Core.Queueing;

namespace Balancing.Simulation;

/// <summary>A job under way; used for another one once it has ended, so that a million jobs cost the memory of those there at once.</summary>
internal sealed class SimulatedJob
{
    public SimulatedJob() => Ticket = new Ticket { Owner = this };

    public Ticket Ticket { get; }

    /// <summary>Its place among all arrivals, from 0.</summary>
    public int Number { get; set; }

    /// <summary>When it came to the broker, in ticks.</summary>
    public long ArrivedAt { get; set; }

    /// <summary>What it is; the label that the broker is shown may differ.</summary>
    public JobClass Class { get; set; }

    /// <summary>Its service time on a worker of speed 1, in ticks.</summary>
    public long Work { get; set; }

    /// <summary>Who sent it: an index among the workload's groups.</summary>
    public int Group { get; set; }

    /// <summary>Which broker it comes to.</summary>
    public int Broker { get; set; }

    /// <summary>How long its bytes travel to the worker, and the answer back, in ticks.</summary>
    public long There { get; set; }

    public long Back { get; set; }

    public bool IsLabelledRight => Ticket.Label == Class;

    /// <summary>Where it is held; null before and after.</summary>
    public SimulatedWorker? Worker { get; set; }

    /// <summary>When it came to its worker, in ticks, and how many were there before it.</summary>
    public long ReachedAt { get; set; }

    public int FoundInFlight { get; set; }

    public bool IsRunning { get; set; }

    /// <summary>Changes with each end and each loss: what was planned for the job before is not to happen any more.</summary>
    public int Life { get; set; }
}
