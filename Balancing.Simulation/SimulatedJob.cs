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

    /// <summary>Its service time on a worker of speed 1, in ticks.</summary>
    public long Work { get; set; }

    public bool IsShort => Ticket.Class == JobClass.Short;
}
