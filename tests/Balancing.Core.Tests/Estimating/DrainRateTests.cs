using Balancing.Core.Estimating;

namespace Balancing.Core.Tests.Estimating;

public sealed class DrainRateTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void SecondsPerJob_SteadyDepartures_IsTheirInterval()
    {
        var (rate, now) = Steady(100);

        Assert.True(rate.IsKnown);
        Assert.Equal(0.01, rate.SecondsPerJob(now), 6);
    }

    [Fact]
    public void Left_TheQueueWasEmptyBetween_CountsNothingOfThat()
    {
        var (rate, now) = Steady(100);
        rate.Left(now, othersWait: false);

        rate.Left(now + TimeSpan.FromHours(1), othersWait: true);

        Assert.InRange(rate.SecondsPerJob(now + TimeSpan.FromHours(1)), 0.009, 0.0101);
    }

    [Fact]
    public void SecondsPerJob_NobodyLeaves_GrowsWithTheWaiting()
    {
        var (rate, now) = Steady(100);

        Assert.Equal(5, rate.SecondsPerJob(now + TimeSpan.FromSeconds(5) - Step), 1);
    }

    [Fact]
    public void Left_OneLongInterval_MovesItLittle()
    {
        var (rate, now) = Steady(200);

        rate.Left(now + TimeSpan.FromDays(900), othersWait: true);

        Assert.InRange(rate.SecondsPerJob(now + TimeSpan.FromDays(900)), 0.01, 0.012);
    }

    [Fact]
    public void SecondsPerJob_DeparturesAllAtOnce_IsAboveZero()
    {
        var rate = new DrainRate();
        for (var job = 0; job < 100; job++)
        {
            rate.Left(TimeSpan.Zero, othersWait: true);
        }

        Assert.True(rate.SecondsPerJob(TimeSpan.Zero) > 0);
    }

    private static (DrainRate Rate, TimeSpan Now) Steady(int jobs)
    {
        var rate = new DrainRate();
        var now = TimeSpan.Zero;
        for (var job = 0; job < jobs; job++)
        {
            now += Step;
            rate.Left(now, othersWait: true);
        }

        return (rate, now);
    }
}
