using Balancing.Core.Picking;
using Balancing.Core.Queueing;

namespace Balancing.Simulation;

/// <summary>One way to run the cluster: the settings of the core, and where jobs wait.</summary>
/// <param name="Name">What it is called in reports.</param>
public sealed record Design(string Name)
{
    /// <summary>The pick policy, by its name.</summary>
    public string Policy { get; init; } = PolicyNames.LeastRequests;

    /// <summary>Whether the dispatcher gives a worker no more jobs than its slots, and lets the others wait; otherwise all wait at the workers.</summary>
    public bool WaitsInBroker { get; init; } = true;

    /// <summary>The dispatcher's settings. Bounds of the queue are those given here: a refused job has no latency, and shows as refused.</summary>
    public DispatchSettings Settings { get; init; } = new();

    /// <summary>Who goes next at a worker.</summary>
    public WorkerOrder WorkerOrder { get; init; }

    /// <summary>Whether every worker runs all it is given at once, as if it had slots without end: the latency that no design can beat.</summary>
    public bool NeverWaits { get; init; }
}
