using Balancing.Core.Picking;

namespace Balancing.Simulation.Tests;

/// <summary>Workers of unlike speed, of which the dispatcher is told nothing.</summary>
public sealed class UnequalWorkersTests
{
    private static readonly Cluster Ten = new() { Workers = 10 };

    [Fact]
    public void Run_OneOfTenIsTenTimesAsSlow_ShortP99IsAtMostAThirdAboveThatOfTenHealthy()
    {
        // The rate at which ten healthy ones are at 0.8: what is slow is missing.
        var workload = new Workload { Jobs = 150_000, Seed = 59 }.AtLoad(0.8, Ten);

        var healthy = ShortP99(workload, Ten, Designs.Default);
        var sick = ShortP99(workload, Ten with { Speeds = [0.1] }, Designs.Default);

        Assert.True(sick < 4.0 / 3 * healthy, $"Short p99 {sick}, with ten healthy ones {healthy}");
    }

    [Fact]
    public void Run_HalfAtHalfSpeed_IsNoWorseThanLeastRequestsThatKnowsTheSpeeds()
    {
        var cluster = Ten with { Speeds = [0.5, 0.5, 0.5, 0.5, 0.5] };
        var workload = new Workload { Jobs = 150_000, Seed = 59 }.AtLoad(0.8, cluster);
        var weighted = Designs.Find("least-requests")! with { Policy = PolicyNames.WeightedLeastRequests };

        var ours = Run(workload, cluster, Designs.Default).Counted;
        var haproxy = Run(workload, cluster, weighted).Counted;

        Assert.True(ours.Short.P99 <= haproxy.Short.P99, $"Short p99 {ours.Short.P99}, weighted least-requests {haproxy.Short.P99}");
        Assert.True(ours.Long.P99 <= 1.02 * haproxy.Long.P99, $"Long p99 {ours.Long.P99}, weighted least-requests {haproxy.Long.P99}");
    }

    [Fact]
    public void Run_EqualWorkers_PreferenceCostsNothing()
    {
        var workload = new Workload { Jobs = 150_000, Seed = 59 }.AtLoad(0.9, Ten);

        var run = Run(workload, Ten, Designs.Default);

        Assert.True(run.Counted.Short.P99 < 1.1 * Run(workload, Ten, Designs.Floor).Counted.Short.P99, $"Short p99 {run.Counted.Short.P99}");
    }

    private static TimeSpan ShortP99(Workload workload, Cluster cluster, Design design) => Run(workload, cluster, design).Counted.Short.P99;

    private static SimulationResult Run(Workload workload, Cluster cluster, Design design)
        => Simulator.Run(workload, cluster, design, TestContext.Current.CancellationToken);
}
