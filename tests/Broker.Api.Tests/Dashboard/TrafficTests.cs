using Balancing.Core.Queueing;
using Broker.Api.Dashboard;

namespace Broker.Api.Tests.Dashboard;

/// <summary>What is kept of the last minutes.</summary>
public sealed class TrafficTests
{
    [Fact]
    public void LatencyWindow_AHundredJobs_TellsTheMiddleAndTheSlowest()
    {
        var window = new LatencyWindow();
        for (var milliseconds = 1; milliseconds <= 100; milliseconds++)
        {
            window.Record(TimeSpan.FromMilliseconds(milliseconds));
        }

        var (jobs, recent) = window.Close();

        Assert.Equal((100, 100L), (jobs, recent.Jobs));
        Assert.InRange(recent.P50, 49.5, 50.6);
        Assert.InRange(recent.P99, 98, 100);
    }

    [Fact]
    public void LatencyWindow_TimePasses_ForgetsAfterFiveSecondsAndFiveMinutes()
    {
        var window = new LatencyWindow();
        window.Record(TimeSpan.FromSeconds(1));
        for (var second = 0; second < LatencyWindow.Smoothed; second++)
        {
            Assert.Equal((second == 0 ? 1 : 0, 1L), (window.Close() is var (jobs, recent) ? jobs : 0, recent.Jobs));
        }

        Assert.Equal(0, window.Close().Recent.Jobs);
        Assert.Equal(1, window.Minutes().Jobs);
        for (var second = 0; second < 300; second++)
        {
            window.Close();
        }

        Assert.Equal(0, window.Minutes().Jobs);
    }

    [Fact]
    public void RecentJobs_MoreThanThereIsRoomFor_TheOldestAreForgotten()
    {
        var jobs = new RecentJobs();
        for (var number = 0; number < 40_000; number++)
        {
            jobs.Note(TimeSpan.FromMilliseconds(number), "A", JobClass.Short, TimeSpan.FromMilliseconds(1));
        }

        var last = jobs.Last(TimeSpan.FromSeconds(40));

        Assert.Equal((32_768, TimeSpan.Zero, TimeSpan.FromMilliseconds(32_767)), (last.Length, last[0].At, last[^1].At));
        Assert.Empty(jobs.Last(TimeSpan.FromMinutes(10)));
    }
}
