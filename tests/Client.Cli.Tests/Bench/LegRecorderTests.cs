using Client.Cli.Bench;
using Job.Contracts;

namespace Client.Cli.Tests.Bench;

public sealed class LegRecorderTests
{
    private readonly WindowRecord[] _windows = [WindowRecord.Empty(At(0), At(10)), WindowRecord.Empty(At(10), At(30))];
    private readonly LegRecorder _recorder;

    public LegRecorderTests() => _recorder = new LegRecorder(_windows, warmUp: At(2));

    [Fact]
    public void End_AJobOfTheWarmUp_DoesNotCount()
    {
        _recorder.Send(Job(1.9), TimeSpan.FromMilliseconds(50));
        _recorder.End(Job(1.9), At(1), default);

        Assert.Equal((1, 0), (_recorder.Answered, _recorder.UnderWay));
        Assert.Equal(0, WindowRecord.Sum(_windows).Short.Answered);
        Assert.Equal(TimeSpan.Zero, _recorder.Lateness(0).Max);
    }

    // By the moment the job was due, not by that of its answer.
    [Fact]
    public void End_EachJob_FallsIntoTheStretchItWasDueIn()
    {
        _recorder.End(Job(2), At(20), default);
        _recorder.End(Job(11.9), At(0.1), default);
        _recorder.End(Job(12, JobType.Long), At(0.1), default);
        _recorder.End(Job(31.9), At(0.1), new JobEnd("503"));

        Assert.Equal((2, 0, 0, 1), (_windows[0].Short.Answered, _windows[0].Long.Answered, _windows[1].Short.Answered, _windows[1].Long.Answered));
        Assert.Equal((1L, 1L), (_windows[1].Failed, _windows[1].Short.Failures["503"]));
    }

    [Fact]
    public void End_Refused_IsToldHowSoonAndWithWhatWords()
    {
        _recorder.End(Job(5), At(0.002), new JobEnd("503", At(3)));
        _recorder.End(Job(15), At(0.004), new JobEnd("429"));
        _recorder.End(Job(15), At(9), new JobEnd("timeout"));

        var shorts = WindowRecord.Sum(_windows).Short;
        Assert.Equal((3, 2, 1, At(3)), (shorts.Failed, shorts.Refused, shorts.RefusedWithoutTime, shorts.LongestRetryAfter));
        Assert.Equal((2.0, 4.0), (Math.Round(shorts.RefusalPercentile(50).TotalMilliseconds, 1), Math.Round(shorts.RefusalPercentile(100).TotalMilliseconds, 1)));
    }

    [Fact]
    public void Percentile_OfAThousandJobs_IsExactToAThousandth()
    {
        for (var ms = 1; ms <= 1000; ms++)
        {
            _recorder.End(Job(5), TimeSpan.FromMilliseconds(ms), default);
        }

        Assert.Equal(500, _windows[0].Short.Percentile(50).TotalMilliseconds, 0.5);
        Assert.Equal(990, _windows[0].Short.Percentile(99).TotalMilliseconds, 1.0);
        Assert.Equal(1000, _windows[0].Short.Max.TotalMilliseconds, 1.0);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)] // two of a hundred are over the limit
    public void Lateness_SoManyOfAHundredLate_IsTold(int late, bool onTime)
    {
        for (var job = 0; job < 100; job++)
        {
            _recorder.Send(Job(5), job < late ? TimeSpan.FromMilliseconds(30) : TimeSpan.FromMilliseconds(0.1));
        }

        Assert.Equal(onTime, _recorder.Lateness(0).OnTime);
    }

    [Fact]
    public void Lateness_AnswersSeenLate_IsToldToo()
    {
        _recorder.Pool(TimeSpan.FromMilliseconds(30));

        Assert.False(_recorder.Lateness(0).OnTime);
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private static PlannedJob Job(double due, JobType type = JobType.Short) => new(At(due), type, 0);
}
