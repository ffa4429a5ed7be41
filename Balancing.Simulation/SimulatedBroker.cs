using Balancing.Core.Leasing;
using Balancing.Core.Picking;
using Balancing.Core.Queueing;

namespace Balancing.Simulation;

/// <summary>A broker: a dispatcher of its own, and its own view of the workers.</summary>
internal sealed class SimulatedBroker
{
    private readonly (DestinationLoad Destination, int? Slots)[] _destinations;

    public SimulatedBroker(Design design, Cluster cluster, IReadOnlyList<SimulatedWorker> workers, Random random, IDispatchSink sink)
    {
        var policy = PolicyOf(design, random);
        Probes = policy is IProbingPolicy;
        Dispatcher = new Dispatcher(design.Settings, policy, sink);
        int? slots = design.WaitsInBroker ? cluster.Slots : null;
        _destinations = [.. workers.Select((worker, index) => (new DestinationLoad($"{index + 1}", worker) { Weight = WeightOf(design, cluster, index) }, slots))];
        Open(TimeSpan.Zero);
    }

    public Dispatcher Dispatcher { get; }

    /// <summary>Whether its policy wants to ask workers for their load.</summary>
    public bool Probes { get; }

    /// <summary>When the dispatcher is going to be told that time has passed, in ticks; a later wish is met by it too.</summary>
    public long LooksAt { get; set; } = long.MaxValue;

    /// <summary>Tells the dispatcher which workers are up now.</summary>
    public void Open(TimeSpan now)
        => Dispatcher.SetOpen([.. _destinations.Where(one => ((SimulatedWorker)one.Destination.Owner!).IsUp)], now);

    // Policies that go by weights are told the truth; the others have to learn it.
    private static double WeightOf(Design design, Cluster cluster, int worker)
        => design.Policy is PolicyNames.WeightedLeastRequests or PolicyNames.WeightedRoundRobin ? cluster.SpeedOf(worker) : 1;

    private static IPickPolicy PolicyOf(Design design, Random random)
        => PickPolicies.BuiltIn.TryCreate(design.Policy, random, out var policy)
            ? policy
            : throw new ArgumentException($"The design {design.Name} has the policy '{design.Policy}'; known are {string.Join(", ", PickPolicies.BuiltIn.Names)}.");
}
