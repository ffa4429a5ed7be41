using Client.Cli.Bench;

namespace Client.Cli.Tests.Bench;

public sealed class MedianIntervalTests
{
    // Confidence: 1 - 2 * P(Binomial(n, 1/2) <= left out at either end), as in any table of the sign test.
    [Theory]
    [InlineData(1, 1, 1, 1, 0)]
    [InlineData(2, 1.5, 1, 2, 0.5)]
    [InlineData(3, 2, 1, 3, 0.75)]
    [InlineData(5, 3, 1, 5, 0.9375)]
    [InlineData(6, 3.5, 1, 6, 0.96875)]
    [InlineData(8, 4.5, 1, 8, 0.9921875)]
    [InlineData(9, 5, 2, 8, 0.9609375)]
    [InlineData(12, 6.5, 3, 10, 0.96142578125)]
    public void Of_SoManyRounds_IsTheNarrowestThatIsSure(int rounds, double median, double low, double high, double confidence)
    {
        // 1 to n, in another order.
        var values = Enumerable.Range(0, rounds).Select(i => TimeSpan.FromMilliseconds(((i * 7919) % rounds) + 1));

        var interval = MedianInterval.Of(values);

        Assert.Equal((median, low, high), (interval.Median.TotalMilliseconds, interval.Low.TotalMilliseconds, interval.High.TotalMilliseconds));
        Assert.Equal(confidence, interval.Confidence, 10);
    }

    [Fact]
    public void Of_ManyRounds_KeepsItsPromise()
    {
        var interval = MedianInterval.Of(Enumerable.Range(1, 1000).Select(i => TimeSpan.FromMilliseconds(i)));

        // By the normal approximation, 500 -+ 1.96 * sqrt(1000) / 2.
        Assert.InRange(interval.Low.TotalMilliseconds, 468, 471);
        Assert.InRange(interval.High.TotalMilliseconds, 530, 533);
        Assert.InRange(interval.Confidence, 0.95, 0.96);
    }
}
