using Balancing.Core.Outliers;

namespace Balancing.Core.Tests.Outliers;

public sealed class FailureRatesTests
{
    private static readonly OutlierSettings Settings = new();

    [Theory]
    [InlineData(100, 50, new[] { 100, 0, 100, 0 }, true)]
    [InlineData(30, 9, new[] { 100, 0 }, true)] // two are enough to compare
    [InlineData(100, 15, new[] { 100, 0, 100, 0 }, false)] // below the margin
    [InlineData(29, 29, new[] { 100, 0, 100, 0 }, false)] // too few of its own
    [InlineData(100, 100, new[] { 20, 0 }, false)] // too few to compare with
    [InlineData(100, 50, new[] { 100, 50, 100, 0 }, false)] // the others differ as much among themselves
    [InlineData(100, 50, new[] { 100, 45, 100, 50 }, false)] // all fail
    [InlineData(30, 20, new[] { 1000, 350, 1000, 350 }, true)]
    [InlineData(30, 17, new[] { 1000, 350, 1000, 350 }, false)] // above the margin, but as chance may have it
    public void IsOutlier_ResultsAndFailures_AreComparedWithTheOthers(int results, int failures, int[] others, bool expected)
    {
        var one = Window(results, failures);
        var rates = default(FailureRates);
        rates.Add(one);
        foreach (var other in others.Chunk(2))
        {
            rates.Add(Window(other[0], other[1]));
        }

        Assert.Equal(expected, rates.IsOutlier(one, Settings));
    }

    [Fact]
    public void Window_TimePasses_ForgetsWhatIsOlder()
    {
        var window = new FailureWindow();
        var length = TimeSpan.FromSeconds(10);
        window.Count(failed: true, TimeSpan.FromSeconds(0.5), length);
        window.Count(failed: false, TimeSpan.FromSeconds(5.5), length);

        window.Pass(TimeSpan.FromSeconds(9.9), length);
        Assert.Equal((2, 1), (window.Results, window.Failures));
        window.Pass(TimeSpan.FromSeconds(10), length);
        Assert.Equal((1, 0), (window.Results, window.Failures));
        window.Pass(TimeSpan.FromDays(1), length);
        Assert.Equal((0, 0), (window.Results, window.Failures));
    }

    [Fact]
    public void Window_OtherLength_BeginsAnew()
    {
        var window = new FailureWindow();
        window.Count(failed: true, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(1));

        window.Count(failed: false, TimeSpan.FromSeconds(51), TimeSpan.FromSeconds(100));
        window.Pass(TimeSpan.FromSeconds(151), TimeSpan.FromSeconds(100));

        Assert.Equal((0, 0), (window.Results, window.Failures));
    }

    private static FailureWindow Window(int results, int failures)
    {
        var window = new FailureWindow();
        for (var result = 0; result < results; result++)
        {
            window.Count(result < failures, TimeSpan.FromSeconds(1), Settings.Window);
        }

        return window;
    }
}
