namespace Balancing.Simulation.Tests;

public sealed class ProbeTests
{
    [Fact]
    public void Expected_OfTheNearestLoad_IsTheMedianOfTheLast()
    {
        var latencies = new LatencyByLoad();
        Assert.Null(latencies.Expected(3));

        for (var milliseconds = 1; milliseconds <= 100; milliseconds++)
        {
            latencies.Add(5, TimeSpan.FromMilliseconds(milliseconds).Ticks);
        }

        latencies.Add(1_000, TimeSpan.FromSeconds(9).Ticks);

        Assert.Equal(TimeSpan.FromMilliseconds(93), latencies.Expected(3)); // of 86 to 100
        Assert.Equal(TimeSpan.FromSeconds(9), latencies.Expected(400));
    }

    // What its own counts cannot tell a broker, the workers do: with ten of them asking beats the two draws it falls back to.
    [Fact]
    public void Run_PrequalBehindTenBrokers_KnowsMoreThanTwoDraws()
    {
        var cluster = new Cluster { Workers = 40, Brokers = 10, Outages = [new(7, TimeSpan.FromSeconds(1)) { To = TimeSpan.FromSeconds(2) }] };
        var workload = new Workload { Jobs = 60_000 }.AtLoad(0.85, cluster);

        var prequal = Run("prequal");

        Assert.Equal(60_000, prequal.Ended);
        Assert.True(prequal.Counted.Short.P99 < 0.8 * Run("power-of-two").Counted.Short.P99);

        SimulationResult Run(string design)
            => Simulator.Run(workload, cluster, Designs.Find(design)!, TestContext.Current.CancellationToken);
    }
}
