using Balancing.Core.Estimating;

namespace Balancing.Core.Tests.Estimating;

public sealed class PeakEwmaTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private PeakEwma _latency;

    [Fact]
    public void SecondsAt_NothingLearned_IsZero() => Assert.Equal(0, _latency.SecondsAt(Second));

    [Fact]
    public void Learn_Slower_IsBelievedAtOnce()
    {
        _latency.Learn(0.1 * Second, Second);
        _latency.Learn(2 * Second, Second);

        Assert.Equal(2, _latency.SecondsAt(Second));
    }

    [Theory]
    [InlineData(0.1, 0.3678794)]
    [InlineData(0.5, 0.5)] // a peak again: above what is left of the first
    public void Learn_Faster_CountsOnceTheSlowerIsForgotten(double seconds, double expected)
    {
        _latency.Learn(Second, TimeSpan.Zero);

        _latency.Learn(seconds * Second, PeakEwma.Memory);

        Assert.Equal(expected, _latency.SecondsAt(PeakEwma.Memory), 6);
    }

    [Fact]
    public void SecondsAt_TimePasses_Decays()
    {
        _latency.Learn(Second, Second);

        Assert.Equal(Math.Exp(-3), _latency.SecondsAt(Second + (3 * PeakEwma.Memory)), 12);
    }

    [Theory]
    [InlineData(0.01, 2)]
    [InlineData(5, 5)]
    public void Learn_Failure_MakesItLookSlowerHoweverSoonItCame(double seconds, double expected)
    {
        _latency.Learn(Second, Second);

        _latency.Learn(TimeSpan.FromSeconds(seconds), Second, failed: true);

        Assert.Equal(expected, _latency.SecondsAt(Second));
    }

    [Fact]
    public void Learn_NothingButFailures_LooksSlowAndStaysFinite()
    {
        _latency.Learn(TimeSpan.Zero, Second, failed: true);
        Assert.Equal(1, _latency.SecondsAt(Second));

        for (var failure = 0; failure < 5000; failure++)
        {
            _latency.Learn(TimeSpan.Zero, Second, failed: true);
        }

        Assert.Equal(3600, _latency.SecondsAt(Second));
    }

    [Fact]
    public void Learn_ClockJumpsBack_StaysWithinWhatWasSeen()
    {
        _latency.Learn(Second, 100 * Second);

        _latency.Learn(-5 * Second, Second);

        Assert.Equal(1, _latency.SecondsAt(Second));
    }
}
