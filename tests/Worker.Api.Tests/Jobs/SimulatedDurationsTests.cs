using Job.Contracts;
using Worker.Api.Jobs;

namespace Worker.Api.Tests.Jobs;

public class SimulatedDurationsTests
{
    private const int Draws = 100_000;

    [Fact]
    public void Next_Constant_IsAlwaysTheMean()
    {
        var durations = SimulatedDurations.For(new SimulateOptions(), 1);
        Assert.Equal([5, 5], new[] { durations.Next(JobType.Short), durations.Next(JobType.Short) }.Select(one => one.TotalMilliseconds));
        Assert.Equal(200, durations.Next(JobType.Long).TotalMilliseconds);
    }

    // Bounds at four standard errors: deviation / sqrt(100,000) is 0.32 % of the mean for exponential, 0.1 % for lognormal. The deviation of a
    // sample scatters more, for exponential by about 1.4 times as much.
    [Theory]
    [InlineData(DurationDistribution.Exponential, 0.013, 1.0, 0.02)]
    [InlineData(DurationDistribution.Lognormal, 0.004, 0.3069, 0.006)] // sqrt(exp(0.3^2) - 1)
    public void Next_ManyDraws_KeepMeanAndDeviation(DurationDistribution distribution, double meanBound, double deviation, double deviationBound)
    {
        foreach (var type in new[] { JobType.Short, JobType.Long })
        {
            var options = new SimulateOptions { Distribution = distribution, Seed = 42 };
            var durations = SimulatedDurations.For(options, 1);
            var mean = type == JobType.Long ? options.Long : options.Short;
            var drawn = Enumerable.Range(0, Draws).Select(_ => durations.Next(type) / mean).ToArray();
            var average = drawn.Average();
            Assert.InRange(average, 1 - meanBound, 1 + meanBound);
            Assert.InRange(Math.Sqrt(drawn.Average(one => (one - average) * (one - average))), deviation - deviationBound, deviation + deviationBound);
            Assert.All(drawn, one => Assert.True(one >= 0));
        }
    }

    [Fact]
    public void Next_Mixed_IsExponentialForShortAndLognormalForLong()
    {
        var durations = SimulatedDurations.For(new SimulateOptions { Distribution = DurationDistribution.Mixed }, 1);

        // P(x > 3 means): exp(-3) = 4.98 % for exponential, 7 in 100,000 for lognormal; bounds at four standard errors.
        var shorts = Enumerable.Range(0, Draws).Count(_ => durations.Next(JobType.Short) > TimeSpan.FromMilliseconds(15));
        var longs = Enumerable.Range(0, Draws).Count(_ => durations.Next(JobType.Long) > TimeSpan.FromMilliseconds(600));

        Assert.InRange(shorts / (double)Draws, 0.047, 0.053);
        Assert.InRange(longs, 0, 20);
    }

    [Fact]
    public void Next_Exponential_HasTheTailOfItsLaw()
    {
        // P(x > 3 means) = exp(-3) = 4.98 %; the sample's own error is 0.07 %.
        var durations = SimulatedDurations.For(new SimulateOptions { Distribution = DurationDistribution.Exponential }, 3);
        var longer = Enumerable.Range(0, Draws).Count(_ => durations.Next(JobType.Short) > TimeSpan.FromMilliseconds(15));
        Assert.InRange(longer / (double)Draws, 0.047, 0.053);
    }

    [Theory]
    [InlineData(DurationDistribution.Exponential)]
    [InlineData(DurationDistribution.Lognormal)]
    public void For_SameSeedAndWorker_DrawsTheSameAgainAndOtherwiseNot(DurationDistribution distribution)
    {
        Assert.Equal(Draw(1, 1), Draw(1, 1));
        Assert.NotEqual(Draw(1, 1), Draw(1, 2));
        Assert.NotEqual(Draw(1, 1), Draw(2, 1));

        TimeSpan[] Draw(int seed, int worker)
        {
            var durations = SimulatedDurations.For(new SimulateOptions { Distribution = distribution, Seed = seed }, worker);
            return [.. Enumerable.Range(0, 20).Select(i => durations.Next(i % 2 == 0 ? JobType.Short : JobType.Long))];
        }
    }

    [Fact]
    public void For_NeighbouringWorkers_BeginUnlikeEachOther()
    {
        var firsts = Enumerable.Range(1, 1000)
            .Select(worker => SimulatedDurations.For(new SimulateOptions { Distribution = DurationDistribution.Exponential }, worker))
            .Select(durations => durations.Next(JobType.Long).TotalMilliseconds / 200)
            .ToArray();
        Assert.InRange(firsts.Average(), 0.87, 1.13); // four standard errors of 1,000 exponential draws
        Assert.InRange(firsts.Distinct().Count(), 990, 1000); // in ticks, two may coincide
    }
}
