namespace Balancing.Simulation.Tests;

/// <summary>The figures that the design rests on come out again: Short p99 as a multiple of the same without waiting, within 10 %.</summary>
/// <remarks>
/// The seeds are those among the first sixty whose jobs come closest to the load they are meant to be: at 0.9, 1 % more work is 10 % more waiting. Round-robin is
/// left out: near its limit a queue of its own needs minutes to become as long as it will. The simulation is repeatable, so a cell fails only when the
/// dispatcher or the model has changed.
/// </remarks>
public sealed class EvidenceTests
{
    [Theory]
    [InlineData(3, 8, 0.9, "least-requests+short-first-worker", 2.5)]
    [InlineData(3, 8, 0.9, "central-short-first", 1.62)]
    [InlineData(10, 1, 0.9, "least-requests", 28)]
    [InlineData(10, 1, 0.9, "central-short-first", 3.48)]
    [InlineData(100, 1, 0.95, "least-requests", 12.6)]
    [InlineData(100, 1, 0.95, "power-of-two", 43.6)]
    [InlineData(100, 1, 0.95, "peak-ewma", 46)]
    [InlineData(100, 1, 0.95, "least-requests+short-first-worker", 12.1)]
    [InlineData(100, 1, 0.95, "central-short-first", 1.07)]
    [InlineData(100, 1, 0.95, "lb", 1.05)]
    public void Run_ACellOfTheDesign_IsWithinATenth(int workers, int slots, double load, string design, double expected)
        => Assert.InRange(ShortTimesFloor(new Cluster { Workers = workers, Slots = slots }, load, design, seed: 59) / expected, 0.9, 1.1);

    [Theory]
    [InlineData("least-requests", 1.6)]
    [InlineData("power-of-two", 4.6)]
    [InlineData("peak-ewma", 4.7)]
    [InlineData("central-short-first", 1.6)]
    public void Run_ACellOfTenBrokers_IsWithinATenth(string design, double expected)
        => Assert.InRange(
            ShortTimesFloor(new Cluster { Workers = 100, Brokers = 10 }, 0.9, design, seed: 59, jobs: 250_000) / expected, 0.9, 1.1);

    // Where all wait in order of arrival, one run differs from the next by a seventh: the mean of four.
    [Theory]
    [InlineData("least-requests", 7.5)]
    [InlineData("central-arrival", 7.4)]
    public void Run_ACellThatScatters_IsWithinATenthOnAverage(string design, double expected)
    {
        int[] seeds = [49, 55, 57, 59];

        Assert.InRange(seeds.Average(seed => ShortTimesFloor(new Cluster(), 0.9, design, seed)) / expected, 0.9, 1.1);
    }

    // Not the 1.21 of the design at 3 x 8: the constants in force are those measured on sockets. What they must keep is the gain.
    [Theory]
    [InlineData(3, 8, 0.92)]
    [InlineData(10, 1, 0.92)]
    public void Run_SlotsHeldBack_MakeShortsFasterAndLongsHardlySlower(int workers, int slots, double gain)
    {
        var cluster = new Cluster { Workers = workers, Slots = slots };
        var workload = new Workload { Jobs = 200_000, Seed = 59 }.AtLoad(0.9, cluster);

        var lb = Run(workload, cluster, Designs.Find("lb")!).Counted;
        var plain = Run(workload, cluster, Designs.Find("central-short-first")!).Counted;

        Assert.True(lb.Short.P99 < gain * plain.Short.P99, $"Short p99 {lb.Short.P99}, plain short-first {plain.Short.P99}");
        Assert.True(lb.Long.P99 < 1.08 * plain.Long.P99, $"Long p99 {lb.Long.P99}, plain short-first {plain.Long.P99}");
    }

    private static double ShortTimesFloor(Cluster cluster, double load, string design, int seed, int jobs = 200_000)
    {
        var workload = new Workload { Jobs = jobs, Seed = seed }.AtLoad(load, cluster);
        return Run(workload, cluster, Designs.Find(design)!).Counted.Short.P99 / Run(workload, cluster, Designs.Floor).Counted.Short.P99;
    }

    private static SimulationResult Run(Workload workload, Cluster cluster, Design design)
        => Simulator.Run(workload, cluster, design, TestContext.Current.CancellationToken);
}
