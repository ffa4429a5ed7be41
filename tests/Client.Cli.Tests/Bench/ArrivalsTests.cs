using Client.Cli.Bench;
using Job.Contracts;

namespace Client.Cli.Tests.Bench;

public sealed class ArrivalsTests
{
    private static readonly JobMix Mix = new(0.1, 20);

    [Fact]
    public void Of_ConstantAtALevelRate_AreTheTicksOfAClock()
    {
        var jobs = Arrivals.Of(Level(10, warmUp: 0, counted: 1), Mix, ArrivalKind.Constant, seed: 1).Select(job => job.Due.TotalMilliseconds);

        Assert.Equal([100, 200, 300, 400, 500, 600, 700, 800, 900], jobs.Select(due => Math.Round(due, 3)));
    }

    [Fact]
    public void Of_ConstantOverAWarmUp_GoOnWithoutAGap()
    {
        var jobs = Arrivals.Of(Level(8, warmUp: 1, counted: 1), Mix, ArrivalKind.Constant, seed: 1).Select(job => job.Due).ToArray();

        Assert.Equal(15, jobs.Length);
        Assert.All(jobs.Zip(jobs.Skip(1)), pair => Assert.Equal(125, (pair.Second - pair.First).TotalMilliseconds, 3));
    }

    // 20,000 jobs are expected; a Poisson count scatters by its root, 141: bounds at four of them. Of exponential gaps exp(-1) are longer than their mean.
    [Fact]
    public void Of_Poisson_HasItsCountAndItsGaps()
    {
        var jobs = Arrivals.Of(Level(1000, warmUp: 2, counted: 18), Mix, ArrivalKind.Poisson, seed: 7).ToArray();

        Assert.InRange(jobs.Length, 19_434, 20_566);
        var longer = jobs.Zip(jobs.Skip(1)).Count(pair => pair.Second.Due - pair.First.Due > TimeSpan.FromMilliseconds(1));
        Assert.InRange(longer / (double)jobs.Length, 0.354, 0.382);
        Assert.InRange(jobs.Count(job => job.Type == JobType.Long) / (double)jobs.Length, 0.0915, 0.1085);
        Assert.Equal(Enumerable.Range(0, 20), jobs.Select(job => job.Application).Distinct().Order());
    }

    // From 100 to 300 within 10 s: 2,000 jobs, of which the first half brings 100 * 5 + 20 * 25 / 2 = 750.
    [Theory]
    [InlineData(100, 300, 750)]
    [InlineData(300, 100, 1250)]
    public void Of_ARamp_BringsTheIntegralOfTheRate(double from, double to, int inTheFirstHalf)
    {
        var plan = new RatePlan(from, to, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10));

        var counted = Arrivals.Of(plan, Mix, ArrivalKind.Constant, seed: 1).Where(job => job.Due > plan.WarmUp).ToArray();

        Assert.InRange(counted.Length, 1999, 2000);
        Assert.InRange(counted.Count(job => job.Due < TimeSpan.FromSeconds(8)), inTheFirstHalf - 1, inTheFirstHalf + 1);
    }

    [Fact]
    public void Of_TheSameSeed_AreTheSameJobsAndOfAnotherOthers()
    {
        Assert.Equal(Poisson(1, Mix), Poisson(1, Mix));
        Assert.NotEqual(Poisson(1, Mix), Poisson(2, Mix));
    }

    [Fact]
    public void Of_AnotherMix_LeavesTheMomentsAsTheyAre()
        => Assert.Equal(Poisson(1, Mix).Select(job => job.Due), Poisson(1, new JobMix(0.5, 3)).Select(job => job.Due));

    [Fact]
    public void Seed_EveryRoundAndRate_HasItsOwn()
    {
        var seeds = from seed in Enumerable.Range(0, 10) from round in Enumerable.Range(1, 10) from step in Enumerable.Range(0, 10) select Arrivals.Seed(seed, round, step);

        Assert.Equal(1000, seeds.Distinct().Count());
    }

    private static RatePlan Level(double rate, double warmUp, double counted)
        => new(rate, rate, TimeSpan.FromSeconds(warmUp), TimeSpan.FromSeconds(counted));

    private static PlannedJob[] Poisson(int seed, JobMix mix) => [.. Arrivals.Of(Level(100, 0, 5), mix, ArrivalKind.Poisson, seed)];
}
