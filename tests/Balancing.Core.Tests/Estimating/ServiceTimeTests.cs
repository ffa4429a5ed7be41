using Balancing.Core.Estimating;

namespace Balancing.Core.Tests.Estimating;

public sealed class ServiceTimeTests
{
    [Fact]
    public void Learn_NothingYet_IsThePrior() => Assert.Equal(0.005, new ServiceTime(TimeSpan.FromMilliseconds(5)).Seconds);

    // The standard error of 200 exponential samples is 7 %: three of them, and the prior has left no trace.
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(30_000)]
    public void Learn_TwoHundredJobs_IsTheirMeanWhateverThePrior(double milliseconds)
    {
        var time = new ServiceTime(TimeSpan.FromMilliseconds(5));

        Feed(time, milliseconds, 200, new Random(3));

        Assert.InRange(time.Seconds * 1000 / milliseconds, 0.79, 1.21);
    }

    [Fact]
    public void Learn_WithoutAPrior_TakesTheFirstSampleWhole()
    {
        var time = new ServiceTime(TimeSpan.Zero);

        time.Learn(TimeSpan.FromSeconds(2));

        Assert.Equal(2, time.Seconds, 9);
    }

    [Fact]
    public void Learn_OneOutlier_MovesItLittle()
    {
        var time = new ServiceTime(TimeSpan.FromMilliseconds(5));
        Feed(time, 5, 1000, new Random(4));
        var before = time.Seconds;

        time.Learn(TimeSpan.FromDays(4000)); // a clock that jumped

        Assert.InRange(time.Seconds / before, 1, 1.03);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(0.1)]
    public void Learn_AChangeByTen_IsLearnedWithinFortyJobs(double factor)
    {
        var chance = new Random(5);
        var time = new ServiceTime(TimeSpan.FromMilliseconds(5));
        Feed(time, 5, 10_000, chance);

        Feed(time, 5 * factor, 40, chance);

        Assert.InRange(time.Seconds / (0.005 * factor), 0.5, 2);
    }

    // A tenth of all estimates is never to be off by more than a quarter: the reservation rests on it.
    [Fact]
    public void Learn_ExponentialTimes_StaysAtTheirMean()
    {
        var chance = new Random(6);
        var time = new ServiceTime(TimeSpan.FromMilliseconds(5));
        Feed(time, 5, 1000, chance);
        for (var job = 0; job < 100_000; job++)
        {
            Feed(time, 5, 1, chance);
            Assert.InRange(time.Seconds, 0.005 * 0.75, 0.005 * 1.25);
        }
    }

    [Fact]
    public void Learn_AClockThatStoodStill_NeverMakesItZero()
    {
        var time = new ServiceTime(TimeSpan.FromMilliseconds(5));
        for (var job = 0; job < 10_000; job++)
        {
            time.Learn(TimeSpan.Zero);
        }

        Assert.True(time.Seconds > 0);
    }

    private static void Feed(ServiceTime time, double mean, int jobs, Random chance)
    {
        for (var job = 0; job < jobs; job++)
        {
            time.Learn(TimeSpan.FromMilliseconds(-mean * Math.Log(1 - chance.NextDouble())));
        }
    }
}
