using Balancing.Core.Queueing;
using Balancing.Core.Timeouts;

namespace Balancing.Core.Tests.Timeouts;

public sealed class AnswerTimesTests
{
    private static readonly TimeSpan Expected = TimeSpan.FromMilliseconds(5);

    private readonly AnswerTimes _times = new(new TimeoutSettings());

    [Fact]
    public void Patience_NothingKnown_IsTheCeiling()
    {
        Assert.Equal(TimeSpan.FromSeconds(10), _times.PatienceWith(JobClass.Short, Expected, 0));
        Assert.Equal(TimeSpan.FromSeconds(100), _times.PatienceWith(JobClass.Long, Expected, 0));
        Assert.Null(_times.P95(JobClass.Short));
    }

    [Fact]
    public void Patience_Learned_IsOfEachClassByItself()
    {
        Learn(JobClass.Short, 5);
        Learn(JobClass.Long, 200);

        Assert.Equal(TimeSpan.FromMilliseconds(350), _times.PatienceWith(JobClass.Short, Expected, 0));
        Assert.InRange(_times.PatienceWith(JobClass.Long, TimeSpan.FromMilliseconds(200), 0).TotalSeconds, 2, 2.001); // ten times what the sender's take
        Assert.InRange(_times.PatienceWith(JobClass.Long, Expected, 0).TotalSeconds, 0.8, 0.96); // four times the p99, at most a bin above
        Assert.InRange(_times.P95(JobClass.Long)!.Value.TotalSeconds, 0.2, 0.24);
    }

    [Fact]
    public void Patience_FurtherTries_GrowsUpToTheCeiling()
    {
        Learn(JobClass.Short, 5);

        Assert.Equal([350, 1400, 5600, 10_000, 10_000], Enumerable.Range(0, 5).Select(tries => _times.PatienceWith(JobClass.Short, Expected, tries).TotalMilliseconds));
    }

    [Fact]
    public void Patience_TriesEndedUnanswered_GrowsByTheirAges()
    {
        Learn(JobClass.Short, 50);
        for (var job = 0; job < 32; job++)
        {
            _times.Exceeded(JobClass.Short, TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_times.PatienceWith(JobClass.Short, Expected, 0).TotalSeconds, 4, 4.8);
    }

    [Fact]
    public void HasAnsweredLater_OnlyOfItsClassAndDispatchedAfterIt()
    {
        _times.Answered(JobClass.Short, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6));

        Assert.True(_times.HasAnsweredLater(JobClass.Short, TimeSpan.FromSeconds(4)));
        Assert.False(_times.HasAnsweredLater(JobClass.Short, TimeSpan.FromSeconds(5)));
        Assert.False(_times.HasAnsweredLater(JobClass.Long, TimeSpan.FromSeconds(4)));
    }

    [Fact]
    public void Answered_ManyTimes_AllocatesNothing()
    {
        Learn(JobClass.Short, 5);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Learn(JobClass.Short, 5);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private void Learn(JobClass jobClass, double milliseconds)
    {
        for (var job = 0; job < 1000; job++)
        {
            _times.Answered(jobClass, TimeSpan.Zero, TimeSpan.FromMilliseconds(milliseconds));
        }
    }
}
