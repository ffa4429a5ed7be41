namespace Balancing.Simulation.Tests;

public sealed class TimelineTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(1_000)]
    [InlineData(5_000)]
    [InlineData(60_001)]
    public void ToTimeline_ALevelThatRises_IsTheMeanOfEachStep(int milliseconds)
    {
        var recorder = new TimelineRecorder();
        for (var at = 0; at < milliseconds; at++)
        {
            recorder.Changed(TimeSpan.FromMilliseconds(at).Ticks, 1, 0, 2);
        }

        var timeline = recorder.ToTimeline(TimeSpan.FromMilliseconds(milliseconds).Ticks);

        var step = timeline.Step.TotalMilliseconds;
        Assert.InRange(timeline.BusySlots.Count, Math.Min(milliseconds, 512), 1024);
        Assert.All(timeline.WaitingShorts.SkipLast(1).Index(), one => Assert.Equal((one.Index * step) + ((step + 1) / 2), one.Item, 6));
        Assert.All(timeline.BusySlots.Zip(timeline.WaitingShorts), pair => Assert.Equal(2 * pair.Second, pair.First, 6));
        Assert.All(timeline.WaitingLongs, level => Assert.Equal(0, level));
        Assert.Equal(milliseconds, timeline.WaitingShorts[^1] + ((milliseconds - ((timeline.BusySlots.Count - 1) * step) - 1) / 2), 6);
    }

    [Fact]
    public void Run_AStableLoad_ShowsTheSlotsItKeepsBusyAndNobodyLeft()
    {
        var cluster = new Cluster { Outages = [new(0, TimeSpan.FromSeconds(3)) { To = TimeSpan.FromSeconds(4) }] };
        var workload = new Workload { Jobs = 50_000, Groups = [new("hasty") { Deadline = TimeSpan.FromMilliseconds(300) }] }.AtLoad(0.8, cluster);

        var run = Simulator.Run(workload, cluster, Designs.Find("lb")!, TestContext.Current.CancellationToken);

        Assert.InRange(run.Timeline.BusySlots.Average() / cluster.Capacity, 0.75, 0.85);
        Assert.InRange(run.Timeline.WaitingLongs.Max(), 1, 1_000);
        Assert.All(run.Timeline.WaitingShorts, level => Assert.True(level >= 0, $"{level} Shorts wait"));
        Assert.InRange(run.Timeline.WaitingShorts[^1] + run.Timeline.WaitingLongs[^1], 0, 0.5);
        Assert.True(run.Resent > 0 && run.Refused > 0);
    }

    [Fact]
    public void Run_TheCurve_GoesThroughThePercentiles()
    {
        var run = Simulator.Run(new Workload { Jobs = 20_000 }, new Cluster(), Designs.Floor, TestContext.Current.CancellationToken);

        Assert.Equal(run.Counted.Short.P99, run.ShortCurve.Times[100]); // two nines, fifty points each
        Assert.Equal(0.99, run.ShortCurve.Shares[100], 9);
        Assert.Equal(run.LongCurve.Times.Order(), run.LongCurve.Times);
        Assert.Equal((0, 163), (run.LongCurve.Shares[0], run.LongCurve.Times.Count)); // 1,800 Longs are 3.25 nines
    }
}
