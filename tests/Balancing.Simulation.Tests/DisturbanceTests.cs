namespace Balancing.Simulation.Tests;

/// <summary>What changes while a run goes on: the mix, the workers, the exactness of timers and travel.</summary>
public sealed class DisturbanceTests
{
    private static readonly Cluster ThreeByEight = new();

    public static TheoryData<string> EveryDesign => [.. Designs.Names];

    [Fact]
    public void Run_APhase_HasItsOwnMixAndRate()
    {
        var workload = new Workload
        {
            Rate = 1_000,
            Jobs = 40_000,
            WarmUp = 0,
            Phases = [new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20)) { LongShare = 0.3, RateFactor = 0.5 }],
        };

        var run = Run(workload, ThreeByEight, Designs.Floor);

        var phase = Assert.Single(run.Phases);
        Assert.InRange(phase.Short.Jobs + phase.Long.Jobs, 4_700, 5_300);
        Assert.InRange(phase.Long.Jobs / 5_000.0, 0.27, 0.33);
        Assert.InRange((run.Counted.Long.Jobs - phase.Long.Jobs) / 35_000.0, 0.095, 0.105);
    }

    [Fact]
    public void AtLoad_OfAPhaseWithMoreLongs_TakesTheRateDown()
    {
        var workload = new Workload().AtLoad(0.8, ThreeByEight);

        var phase = new Phase(TimeSpan.Zero, TimeSpan.FromSeconds(1)) { LongShare = 0.3 }.AtLoad(0.8, workload, ThreeByEight);

        Assert.Equal(24.5 / 63.5, phase.RateFactor, 6); // 0.9 x 5 + 0.1 x 200 ms, and 0.7 x 5 + 0.3 x 200 ms
    }

    [Theory]
    [MemberData(nameof(EveryDesign))]
    public void Run_WorkersDieAndReturn_EveryJobEndsOnce(string design)
    {
        var cluster = ThreeByEight with
        {
            Outages =
            [
                new(1, TimeSpan.FromSeconds(2)) { To = TimeSpan.FromSeconds(6) },
                new(0, TimeSpan.FromSeconds(4)) { To = TimeSpan.FromSeconds(5) },
                new(2, TimeSpan.FromSeconds(4.5)) { To = TimeSpan.FromSeconds(4.8) }, // none is left for a while
            ],
        };

        var run = Run(new Workload { Jobs = 10_000 }.AtLoad(0.7, cluster), cluster, Designs.Find(design)!);

        Assert.Equal((10_000, 0), (run.Ended, run.Refused));
        Assert.InRange(run.Resent, 1, 2_000);
    }

    [Fact]
    public void Run_OneOfThreeWorkersDown_IsAsTwo()
    {
        var workload = new Workload { Jobs = 40_000 }.AtLoad(0.5, ThreeByEight);

        var run = Run(workload, ThreeByEight with { Outages = [new(0, TimeSpan.Zero)] }, Designs.Find("lb")!);

        var two = Run(workload, new Cluster { Workers = 2 }, Designs.Find("lb")!);
        Assert.InRange(run.Counted.Short.P99 / two.Counted.Short.P99, 0.95, 1.05);
    }

    [Fact]
    public void Run_CoarseTimers_MakeJobsEndLaterByHalfAStep()
    {
        var workload = new Workload { Jobs = 40_000, Rate = 100, LongShare = 0 };

        var exact = Run(workload, ThreeByEight, Designs.Floor).Counted.Short.Mean;
        var coarse = Run(workload, ThreeByEight with { TimerStep = TimeSpan.FromMilliseconds(1) }, Designs.Floor).Counted.Short.Mean;

        Assert.InRange((coarse - exact).TotalMilliseconds, 0.45, 0.55);
    }

    [Fact]
    public void Run_ScatteredTravel_AddsItsMeanEachWay()
    {
        var workload = new Workload { Jobs = 40_000, Rate = 100, LongShare = 0 };

        var plain = Run(workload, ThreeByEight, Designs.Floor).Counted.Short.Mean;
        var scattered = Run(workload, ThreeByEight with { NetworkScatter = TimeSpan.FromMilliseconds(1) }, Designs.Floor).Counted.Short.Mean;

        Assert.InRange((scattered - plain).TotalMilliseconds, 1.9, 2.1);
    }

    // Each of ten sees a tenth: what one of them holds is free in the eyes of the others, and jobs wait at the workers after all.
    [Fact]
    public void Run_TenBrokers_KnowLessThanOne()
    {
        var workload = new Workload { Jobs = 40_000 }.AtLoad(0.9, ThreeByEight);

        var ten = Run(workload, ThreeByEight with { Brokers = 10 }, Designs.Find("central-short-first")!);

        Assert.Equal(40_000, ten.Ended);
        Assert.True(ten.Counted.Short.P99 > 2 * Run(workload, ThreeByEight, Designs.Find("central-short-first")!).Counted.Short.P99);
    }

    [Fact]
    public void Run_DisturbancesWithoutSense_AreRefused()
    {
        var from = TimeSpan.FromSeconds(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new Workload(), new Cluster { Outages = [new(3, from)] }, Designs.Floor));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new Workload(), new Cluster { Outages = [new(0, from) { To = from }] }, Designs.Floor));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new Workload(), new Cluster { Brokers = 0 }, Designs.Floor));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new Workload { Phases = [new(from, from)] }, ThreeByEight, Designs.Floor));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(
            new Workload { Phases = [new(from, 3 * from), new(2 * from, 4 * from)] }, ThreeByEight, Designs.Floor));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new Workload { Groups = [new("a") { WrongLabels = double.NaN }] }, ThreeByEight, Designs.Floor));
    }

    private static SimulationResult Run(Workload workload, Cluster cluster, Design design)
        => Simulator.Run(workload, cluster, design, TestContext.Current.CancellationToken);
}
