using Balancing.Core.Picking;
using Balancing.Core.Queueing;

namespace Balancing.Simulation;

/// <summary>The designs that are compared by name.</summary>
public static class Designs
{
    // Nothing is refused, in no design: a design must not look fast by what it sends away.
    private static readonly DispatchSettings Plain = new()
    {
        Order = QueueOrder.Arrival,
        Reservation = ReservationRule.None,
        Fairness = Fairness.None,
        Prefetch = 0,
        Overload = OverloadRule.None,
        MaxQueue = int.MaxValue,
        MaxQueueBytes = long.MaxValue,
    };

    /// <summary>No waiting at all: what the others are measured by.</summary>
    public static Design Floor { get; } = new("no waiting") { WaitsInBroker = false, NeverWaits = true, Settings = Plain };

    /// <summary>All of them, from the plainest on; the last is this broker's default.</summary>
    public static IReadOnlyList<Design> All { get; } =
    [
        new("round-robin") { Policy = PolicyNames.RoundRobin, WaitsInBroker = false, Settings = Plain },
        new("least-requests") { WaitsInBroker = false, Settings = Plain },
        new("power-of-two") { Policy = PolicyNames.PowerOfTwo, WaitsInBroker = false, Settings = Plain },
        new("peak-ewma") { Policy = PolicyNames.PeakEwma, WaitsInBroker = false, Settings = Plain },
        new("prequal") { Policy = PolicyNames.Prequal, WaitsInBroker = false, Settings = Plain },
        new("least-requests+short-first-worker") { WaitsInBroker = false, Settings = Plain, WorkerOrder = WorkerOrder.ShortFirst },
        new("central-arrival") { Settings = Plain },
        new("central-short-first") { Settings = Plain with { Order = QueueOrder.ShortFirst } },
        new("lb")
        {
            Settings = new DispatchSettings { Overload = OverloadRule.None, MaxQueue = int.MaxValue, MaxQueueBytes = long.MaxValue },
            Policy = PolicyNames.RoundRobin,
            WorkerOrder = WorkerOrder.ShortFirst,
        },
    ];

    /// <summary>This broker's default.</summary>
    public static Design Default => All[^1];

    /// <summary>The names of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(design => design.Name)];

    /// <summary>The design of that name, in any letter case; null when there is none.</summary>
    public static Design? Find(string name) => All.FirstOrDefault(design => design.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
