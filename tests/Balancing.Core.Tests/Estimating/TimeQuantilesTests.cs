using Balancing.Core.Estimating;

namespace Balancing.Core.Tests.Estimating;

public sealed class TimeQuantilesTests
{
    // Four bins to a doubling: never below the true quantile, at most 19 % above it, and the scatter of 5,000 samples.
    [Theory]
    [InlineData(0.005)]
    [InlineData(2)]
    public void Quantiles_ExponentialTimes_AreAboutRight(double mean)
    {
        var times = new TimeQuantiles();
        var random = new Random(1);
        for (var sample = 0; sample < 5000; sample++)
        {
            times.Add(TimeSpan.FromSeconds(-mean * Math.Log(1 - random.NextDouble())));
        }

        Assert.InRange(times.P95.TotalSeconds / mean, 2.9, 3.9);
        Assert.InRange(times.P99.TotalSeconds / mean, 4.1, 6.1);
    }

    [Fact]
    public void Quantiles_FewSamples_AreNotKnown()
    {
        var times = new TimeQuantiles();
        for (var sample = 0; sample < TimeQuantiles.LeastSamples - 1; sample++)
        {
            times.Add(TimeSpan.FromMilliseconds(5));
        }

        Assert.False(times.IsKnown);
        times.Add(TimeSpan.FromMilliseconds(5));
        Assert.True(times.IsKnown);
        Assert.InRange(times.P99.TotalMilliseconds, 5, 6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e9)]
    public void Add_AbsurdTimes_AreFound(double seconds)
    {
        var times = new TimeQuantiles();
        for (var sample = 0; sample < 100; sample++)
        {
            times.Add(TimeSpan.FromSeconds(seconds));
        }

        Assert.InRange(times.P99.TotalSeconds, 1e-6, 200_000);
    }

    [Fact]
    public void P99_TimesTenTimesAsLong_FollowsWithinAFewAndGoesDownWithinThousands()
    {
        var times = new TimeQuantiles();
        Add(times, 5000, 20);
        Add(times, 64, 200);
        Assert.InRange(times.P99.TotalMilliseconds, 200, 240);

        Add(times, 5000, 20);
        Assert.InRange(times.P99.TotalMilliseconds, 20, 24);
    }

    private static void Add(TimeQuantiles times, int count, double milliseconds)
    {
        for (var sample = 0; sample < count; sample++)
        {
            times.Add(TimeSpan.FromMilliseconds(milliseconds));
        }
    }
}
