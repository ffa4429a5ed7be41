using Balancing.Core.Outliers;

namespace Balancing.Core.Tests.Outliers;

public sealed class ProbeScheduleTests
{
    private static readonly ProbeSettings Settings = new();

    private readonly ProbeSchedule _schedule = new(new Random(1));
    private TimeSpan _now = TimeSpan.FromSeconds(1);

    [Fact]
    public void Ended_TheFirstProbePasses_OpensAtOnce()
    {
        Assert.Null(_schedule.IsOpen);
        Assert.Equal(ProbeVerdict.Opened, Probe(passed: true));
        Assert.True(_schedule.IsOpen);
    }

    [Fact]
    public void Ended_TheThresholdsOfFailuresAndSuccesses_CloseAndOpen()
    {
        Probe(passed: true);

        Assert.Equal(ProbeVerdict.Unchanged, Probe(passed: false));
        Assert.Equal(ProbeVerdict.Closed, Probe(passed: false));
        Assert.Equal(ProbeVerdict.Unchanged, Probe(passed: false));
        Assert.Equal(ProbeVerdict.Unchanged, Probe(passed: true));
        Assert.Equal(ProbeVerdict.Opened, Probe(passed: true));
    }

    [Fact]
    public void Ended_OneFailureAmongSuccesses_ClosesNothing()
    {
        Probe(passed: true);

        for (var round = 0; round < 5; round++)
        {
            Assert.Equal(ProbeVerdict.Unchanged, Probe(passed: false));
            Assert.Equal(ProbeVerdict.Unchanged, Probe(passed: true));
        }

        Assert.True(_schedule.IsOpen);
    }

    [Fact]
    public void DueAt_AboutToChangeItsMind_IsTheRecheckAndElseTheIntervalWithJitter()
    {
        Probe(passed: true);
        var intervals = Enumerable.Range(0, 200).Select(_ =>
        {
            Probe(passed: true);
            return (_schedule.DueAt - _now).TotalSeconds;
        }).ToArray();

        Assert.All(intervals, interval => Assert.InRange(interval, 0.9, 1.1));
        Assert.True(intervals.Max() - intervals.Min() > 0.15, "they are spread");
        Probe(passed: false);
        Assert.Equal(Settings.Recheck, _schedule.DueAt - _now);
        Probe(passed: false);
        Assert.InRange((_schedule.DueAt - _now).TotalSeconds, 0.9, 1.1);
        Probe(passed: true);
        Assert.Equal(Settings.Recheck, _schedule.DueAt - _now);
    }

    [Fact]
    public void Hasten_AJobFailed_ProbesSoonAndOnceHoweverManyFail()
    {
        Probe(passed: true);

        for (var job = 0; job < 10; job++)
        {
            _schedule.Hasten(Settings, _now);
            _now += TimeSpan.FromMilliseconds(1);
        }

        Assert.Equal(Settings.Recheck - TimeSpan.FromMilliseconds(10), _schedule.DueAt - _now);
        _now = _schedule.DueAt;
        Assert.True(_schedule.TryBegin(_now));
        _schedule.Ended(passed: true, Settings, _now);
        Assert.True(_schedule.DueAt - _now > TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public void Hasten_WhileAProbeIsUnderWay_AsksOnceMore()
    {
        Probe(passed: true);
        _now = _schedule.DueAt;
        Assert.True(_schedule.TryBegin(_now));
        Assert.Equal(TimeSpan.MaxValue, _schedule.DueAt);
        Assert.False(_schedule.TryBegin(_now));

        _schedule.Hasten(Settings, _now);
        _schedule.Ended(passed: true, Settings, _now);

        Assert.Equal(Settings.Recheck, _schedule.DueAt - _now);
    }

    private ProbeVerdict Probe(bool passed)
    {
        _now = _schedule.DueAt > _now ? _schedule.DueAt : _now;
        Assert.True(_schedule.TryBegin(_now));
        return _schedule.Ended(passed, Settings, _now);
    }
}
