using Broker.Api.Limits;

namespace Broker.Api.Tests.Limits;

/// <summary>When a sender is too slow.</summary>
public sealed class PaceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Note_EnoughInEachWindow_IsFastEnough()
    {
        var pace = new Pace(10 * Second, bytesPerSecond: 100);

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(pace.Note(Second, 100)));
    }

    [Fact]
    public void Note_ALittleTooFew_IsTooSlowAtTheEndOfTheWindow()
    {
        var pace = new Pace(10 * Second, bytesPerSecond: 100);

        var verdicts = Enumerable.Range(0, 10).Select(_ => pace.Note(Second, 99)).ToArray();

        Assert.Equal([.. Enumerable.Repeat(true, 9), false], verdicts);
    }

    [Fact]
    public void Note_MuchAtFirst_GivesNoCreditForTheNextWindow()
    {
        var pace = new Pace(10 * Second, bytesPerSecond: 100);
        Assert.True(pace.Note(10 * Second, 1 << 30));

        Assert.False(pace.Note(10 * Second, 999));
    }

    [Fact]
    public void Note_WithoutWaiting_NeverJudges()
    {
        var pace = new Pace(10 * Second, bytesPerSecond: 100);

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(pace.Note(TimeSpan.Zero, 0)));
        Assert.Equal(10 * Second, pace.Left);
    }

    [Fact]
    public void Note_AfterAWaitOfWhichNothingWasKnown_JudgesItWithWhatCame()
    {
        var pace = new Pace(10 * Second, bytesPerSecond: 100);

        pace.Wait(9 * Second);
        pace.Wait(9 * Second);

        Assert.Equal(TimeSpan.Zero, pace.Left);
        Assert.False(pace.Note(TimeSpan.Zero, 999));
        Assert.Equal(10 * Second, pace.Left);
    }
}
