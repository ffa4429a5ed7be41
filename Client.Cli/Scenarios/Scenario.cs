using Balancing.Simulation;

namespace Client.Cli.Scenarios;

/// <summary>What is simulated: jobs, workers, designs; rates that are given as loads are worked out once the cluster is known.</summary>
internal sealed record Scenario
{
    public const double UsualLoad = 0.9;

    public Workload Workload { get; init; } = new();

    public Cluster Cluster { get; init; } = new();

    /// <summary>The share of the slots that the workload's rate shall keep busy; null where its rate is given.</summary>
    public double? Load { get; init; } = UsualLoad;

    /// <summary>By group: the load it offers by a rate of its own; null where it has none, or where its rate is given.</summary>
    public IReadOnlyList<double?> GroupLoads { get; init; } = [];

    /// <summary>By phase: the load it shall have; null where its rate is given, or stays.</summary>
    public IReadOnlyList<double?> PhaseLoads { get; init; } = [];

    /// <summary>What is compared; empty for all that are known.</summary>
    public IReadOnlyList<Design> Designs { get; init; } = [];

    /// <summary>The workload with all rates.</summary>
    public Workload Settled()
    {
        var work = Workload with
        {
            Groups = [.. Workload.Groups.Select((group, index) => GroupLoads[index] is { } load ? group.AtLoad(load, Workload, Cluster) : group)],
        };
        work = Load is { } share && work.Recorded is null ? work.AtLoad(share, Cluster) : work;
        return work with
        {
            Phases = [.. work.Phases.Select((phase, index) => PhaseLoads[index] is { } load ? phase.AtLoad(load, work, Cluster) : phase)],
        };
    }
}
