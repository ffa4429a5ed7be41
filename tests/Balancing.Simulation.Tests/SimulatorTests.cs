using Balancing.Core.Queueing;

namespace Balancing.Simulation.Tests;

public sealed class SimulatorTests
{
    private static readonly Cluster ThreeByEight = new();

    public static TheoryData<string> EveryDesign => [.. Designs.Names];

    [Theory]
    [MemberData(nameof(EveryDesign))]
    public void Run_TheSameSeedTwice_IsTheSameInEveryFigure(string design)
    {
        var workload = new Workload { Jobs = 5_000, Seed = 7, Bursts = new Bursts() }.AtLoad(0.9, ThreeByEight);

        var first = Run(workload, ThreeByEight, Designs.Find(design)!);
        var second = Run(workload, ThreeByEight, Designs.Find(design)!);

        Assert.Equivalent(first, second, strict: true);
        Assert.NotEqual(first.Counted, Run(workload with { Seed = 8 }, ThreeByEight, Designs.Find(design)!).Counted);
    }

    [Theory]
    [MemberData(nameof(EveryDesign))]
    public void Run_JobsInBurstsBeyondTheCapacity_EveryOneEndsOnce(string design)
    {
        var cluster = new Cluster { Workers = 5, Slots = 2, Speeds = [0.5, 2] };
        var workload = new Workload { Jobs = 20_000, WarmUp = 0, Bursts = new Bursts { Height = 1.9 } }.AtLoad(0.95, cluster);

        var run = Run(workload, cluster, Designs.Find(design)!);

        Assert.Equal((20_000, 0), (run.Ended, run.Refused));
        Assert.Equal(20_000, run.Counted.Short.Jobs + run.Counted.Long.Jobs);
    }

    [Fact]
    public void Run_AQueueThatIsFull_RefusesTheRest()
    {
        var cluster = new Cluster { Workers = 1, Slots = 1 };
        var workload = new Workload { Jobs = 2_000, WarmUp = 0 }.AtLoad(2, cluster);

        var run = Run(workload, cluster, new Design("bounded") { Settings = new DispatchSettings { MaxQueue = 10 } });

        Assert.Equal(2_000, run.Ended + run.Refused);
        Assert.True(run.Refused > 500, $"{run.Refused} were refused; about half must be.");
    }

    // 100,000 jobs of a mean of 24.5 ms: the standard error of the offered work is 0.9 %, so 5 % are five of them.
    [Theory]
    [MemberData(nameof(EveryDesign))]
    public void Run_AStableLoad_KeepsThatShareOfTheSlotsBusy(string design)
    {
        var run = Run(new Workload { Jobs = 100_000 }.AtLoad(0.8, ThreeByEight), ThreeByEight, Designs.Find(design)!);

        Assert.InRange(run.Utilisation, 0.76, 0.84);
        Assert.InRange(run.JobsPerSecond / (0.8 * ThreeByEight.Capacity / new Workload().MeanSeconds), 0.95, 1.05);
    }

    [Fact]
    public void Run_WithoutWaiting_IsServiceAndTravelAlone()
    {
        var run = Run(new Workload { Jobs = 200_000 }, ThreeByEight, Designs.Floor);

        // An exponential's p99 is ln(100) of its mean; 0.2 ms there and 0.2 ms back. A Long's: exp(2.326 sigma - sigma^2 / 2).
        Assert.InRange(run.Counted.Short.P99.TotalMilliseconds, 23.43 * 0.97, 23.43 * 1.03);
        Assert.InRange(run.Counted.Long.P99.TotalMilliseconds, 384.5 * 0.97, 384.5 * 1.03);
    }

    // Erlang C: 24 servers at 0.9 with exponential service of 5 ms make a job wait 5 ms / (24 - 21.6) with the chance of waiting, on average.
    [Fact]
    public void Run_CentralQueueOfExponentialJobs_WaitsAsErlangSays()
    {
        var workload = new Workload { Jobs = 500_000, LongShare = 0 }.AtLoad(0.9, ThreeByEight);
        var cluster = ThreeByEight with { Network = TimeSpan.Zero };

        var run = Run(workload, cluster, Designs.Find("central-arrival")!);

        var waited = run.Counted.Short.Mean.TotalMilliseconds - 5;
        Assert.InRange(waited / (ErlangC(24, 21.6) * 5 / (24 - 21.6)), 0.9, 1.1);
    }

    [Fact]
    public void Run_AWorkerOfHalfTheSpeed_TakesTwiceAsLong()
    {
        var workload = new Workload { Jobs = 50_000, Rate = 10, LongShare = 0 };

        var whole = Run(workload, new Cluster { Workers = 1, Network = TimeSpan.Zero }, Designs.Floor);
        var half = Run(workload, new Cluster { Workers = 1, Network = TimeSpan.Zero, Speeds = [0.5] }, Designs.Floor);

        Assert.Equal(2, half.Counted.Short.P99 / whole.Counted.Short.P99, 3);
    }

    [Fact]
    public void Run_Bursts_KeepTheMeanRate()
    {
        var workload = new Workload { Jobs = 200_000, Bursts = new Bursts { Phase = TimeSpan.FromMilliseconds(100) } };

        var run = Run(workload, ThreeByEight, Designs.Floor);

        Assert.InRange(run.JobsPerSecond, 850 * 0.97, 850 * 1.03);
    }

    [Fact]
    public void Run_BrokenOff_Throws()
        => Assert.Throws<OperationCanceledException>(
            () => Simulator.Run(new Workload(), ThreeByEight, Designs.Floor, new CancellationToken(canceled: true)));

    [Fact]
    public void Run_FiguresWithoutSense_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new Workload { Rate = double.NaN }, ThreeByEight, Designs.Floor));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new Workload { Jobs = 0 }, ThreeByEight, Designs.Floor));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new Workload(), new Cluster { Speeds = [0] }, Designs.Floor));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new Workload { Bursts = new Bursts { Height = 2 } }, ThreeByEight, Designs.Floor));
        Assert.Throws<ArgumentException>(() => Run(new Workload(), ThreeByEight, new Design("x") { Policy = "nearest" }));
    }

    private static SimulationResult Run(Workload workload, Cluster cluster, Design design)
        => Simulator.Run(workload, cluster, design, TestContext.Current.CancellationToken);

    // By the recursion of Erlang B, then C = B / (1 - rho (1 - B)).
    private static double ErlangC(int servers, double offered)
    {
        var blocked = 1.0;
        for (var count = 1; count <= servers; count++)
        {
            blocked = offered * blocked / (count + (offered * blocked));
        }

        return blocked / (1 - (offered / servers * (1 - blocked)));
    }
}
