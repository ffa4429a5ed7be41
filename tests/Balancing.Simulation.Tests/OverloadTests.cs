using Balancing.Core.Queueing;

namespace Balancing.Simulation.Tests;

/// <summary>More comes than 3 x 8 can do: who is refused, how long the others wait, and what is done meanwhile.</summary>
public sealed class OverloadTests
{
    private static readonly Cluster ThreeByEight = new();

    private static readonly Design Adaptive = Designs.Default with
    {
        Name = "adaptive",
        Settings = Designs.Default.Settings with { Overload = OverloadRule.Adaptive },
    };

    [Fact]
    public void Spike_OfShortsTo1_4TimesTheCapacity_SettlesAtTensOfMilliseconds()
    {
        var workload = new Workload { LongShare = 0, Jobs = 90_000, WarmUp = 0.5 }.AtLoad(0.7, ThreeByEight);
        var spike = workload with
        {
            Phases = [new Phase(Seconds(3), Seconds(7)) { RateFactor = 2 }, new Phase(Seconds(7), Seconds(30)) { RateFactor = 2 }],
        };

        var run = Run(spike, Adaptive);

        Assert.InRange(run.Phases[1].Short.P50.TotalMilliseconds, 30, 100);
        Assert.InRange(run.Phases[1].Short.P99.TotalMilliseconds, 30, 150);
        Assert.InRange(run.Utilisation, 0.95, 1); // somebody always waits: nothing is refused that a slot stands idle for
    }

    [Fact]
    public void Spike_OfAMixTo1_4TimesTheCapacity_RefusesLongsOnlyAndShortsAreAsEver()
    {
        var spike = new Workload { Jobs = 120_000, WarmUp = 0 }.AtLoad(1.4, ThreeByEight);
        var shorts = Run(spike, Designs.Default).Counted.Short;

        var run = Run(spike, Adaptive);

        Assert.NotEqual(0, run.Refused);
        Assert.Equal(shorts.Jobs, run.Counted.Short.Jobs);
        Assert.InRange(run.Counted.Short.P99 / shorts.P99, 0.8, 1.05); // more is held back for them while Longs are refused
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.95)]
    public void Waves_OfOneAndAHalfTimesTheRate_RefuseNobody(double load)
    {
        var waves = new Workload { Jobs = 100_000, Bursts = new Bursts(), Seed = 59 }.AtLoad(load, ThreeByEight);

        var run = Run(waves, Adaptive);

        Assert.Equal(0, run.Refused);
    }

    [Fact]
    public void ThreeTimesTheCapacity_IsOver_WithinTwoSecondsShortsAreAsBefore()
    {
        var workload = new Workload { Jobs = 130_000, WarmUp = 0, LongShare = 0 }.AtLoad(0.7, ThreeByEight);
        workload = workload with
        {
            Phases = [new Phase(Seconds(2), Seconds(10)) { RateFactor = 3 / 0.7 }, new Phase(Seconds(10), Seconds(12)), new Phase(Seconds(12), Seconds(20))],
        };

        var run = Run(workload, Adaptive);

        Assert.InRange(run.Phases[1].Short.P99.TotalMilliseconds, 20, 150);
        Assert.InRange(run.Phases[2].Short.P99.TotalMilliseconds, 20, 27); // without waiting 23
    }

    [Fact]
    public void ThreeTimesTheCapacity_OfAMix_ShortsAreHardlySlowerAndTheSlotsAreAtWork()
    {
        var run = Run(new Workload { Jobs = 150_000, WarmUp = 0.6 }.AtLoad(3, ThreeByEight), Adaptive);

        Assert.NotEqual(0, run.Refused);
        Assert.InRange(run.Counted.Short.P99.TotalMilliseconds, 20, 45); // 51 where no more is held back than without an overload
        Assert.InRange(run.Utilisation, 0.95, 1);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static SimulationResult Run(Workload workload, Design design)
        => Simulator.Run(workload, ThreeByEight, design, TestContext.Current.CancellationToken);
}
