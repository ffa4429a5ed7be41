using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

/// <summary>What jobs are dispatched as: their label, none, or what their application's jobs turned out to be.</summary>
public sealed class DispatchLabelTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan ShortTime = Millisecond * 5;
    private static readonly TimeSpan LongTime = Millisecond * 200;

    [Fact]
    public void Label_BelievedAtFirst()
    {
        var world = World();

        Assert.Equal(JobClass.Long, Serve(world, JobClass.Long, "a", LongTime).Class);
        Assert.Equal(JobClass.Short, Serve(world, JobClass.Short, "a", ShortTime).Class);
        Assert.Equal(JobClass.Short, Serve(world, null, "a", ShortTime).Class);
    }

    [Fact]
    public void Label_ShortsOfAnApplicationAreLong_AreTreatedAsLongUntilTheyProveOtherwise()
    {
        var world = World();
        Honest(world, 100);

        for (var job = 0; job < 4; job++)
        {
            Serve(world, JobClass.Short, "liar", LongTime);
        }

        Assert.Equal(JobClass.Long, Serve(world, JobClass.Short, "liar", LongTime).Class);
        Assert.Equal(JobClass.Short, Serve(world, JobClass.Short, "honest", ShortTime).Class);
        for (var job = 0; job < 60; job++)
        {
            Serve(world, JobClass.Short, "liar", ShortTime);
        }

        Assert.Equal(JobClass.Short, Serve(world, JobClass.Short, "liar", ShortTime).Class);
    }

    [Fact]
    public void Label_ShortsThatStillRun_CountWithTheirAge()
    {
        var world = World();
        Honest(world, 100);
        for (var job = 0; job < 6; job++)
        {
            world.Arrive(JobClass.Short, "liar");
        }

        world.Pass(Millisecond * 150); // none has ended
        var next = world.Arrive(JobClass.Short, "liar");

        Assert.Equal(JobClass.Long, next.Class);
    }

    [Fact]
    public void Label_LongsOfAnApplicationAreShort_AreTreatedAsShortUntilTheyAreNot()
    {
        var world = World();
        Honest(world, 200);
        for (var job = 0; job < 60; job++)
        {
            Serve(world, JobClass.Long, "modest", ShortTime);
        }

        Assert.Equal(JobClass.Short, Serve(world, JobClass.Long, "modest", ShortTime).Class);
        for (var job = 0; job < 8; job++)
        {
            Serve(world, JobClass.Long, "modest", LongTime);
        }

        Assert.Equal(JobClass.Long, Serve(world, JobClass.Long, "modest", LongTime).Class);
    }

    [Fact]
    public void Label_OneInAHundredWrong_ChangesNothing()
    {
        var world = World();
        for (var job = 0; job < 5000; job++)
        {
            var isWrong = job % 100 == 99;
            Assert.Equal(JobClass.Short, Serve(world, JobClass.Short, "a", isWrong ? LongTime : ShortTime).Class);
        }
    }

    [Fact]
    public void NoLabel_TheClassFollowsFromWhatApplicationAndRouteCost()
    {
        var world = World();
        for (var job = 0; job < 300; job++)
        {
            Serve(world, null, "a", ShortTime, "/thumbnail");
            Serve(world, null, "a", LongTime, "/render");
        }

        Assert.Equal(JobClass.Short, Serve(world, null, "a", ShortTime, "/thumbnail").Class);
        Assert.Equal(JobClass.Long, Serve(world, null, "a", LongTime, "/render").Class);
    }

    [Fact]
    public void NoLabel_AllAlike_AreShortHoweverLongTheyTake()
    {
        var world = World();
        for (var job = 0; job < 300; job++)
        {
            Serve(world, null, $"app{job % 5}", TimeSpan.FromSeconds(10));
        }

        Assert.Equal(JobClass.Short, Serve(world, null, "app1", TimeSpan.FromSeconds(10)).Class);
    }

    [Fact]
    public void Label_ANewNameForEveryLongJob_DoesNotMakeItShort()
    {
        var world = World();
        Honest(world, 100);
        for (var job = 0; job < 20; job++)
        {
            Serve(world, JobClass.Short, $"alias{job}", LongTime);
        }

        Assert.Equal(JobClass.Long, Serve(world, JobClass.Short, "another alias", LongTime).Class);
        Assert.Equal(JobClass.Short, Serve(world, JobClass.Short, "honest", ShortTime).Class);
    }

    [Fact]
    public void Complete_Failures_TeachNothingThatMakesAJobLookFast()
    {
        var world = World();
        Honest(world, 100);
        for (var job = 0; job < 100; job++)
        {
            Serve(world, JobClass.Long, "a", LongTime);
        }

        for (var job = 0; job < 100; job++)
        {
            Serve(world, JobClass.Long, "a", Millisecond, succeeded: false);
        }

        Assert.Equal(JobClass.Long, Serve(world, JobClass.Long, "a", LongTime).Class);
    }

    private static DispatchWorld World()
    {
        var world = new DispatchWorld(DispatchWorld.Plain, 1);
        world.Open(8);
        return world;
    }

    // Shorts of 5 ms and Longs of 200: what the others are measured by.
    private static void Honest(DispatchWorld world, int jobs)
    {
        for (var job = 0; job < jobs; job++)
        {
            Serve(world, JobClass.Short, "honest", ShortTime);
            Serve(world, JobClass.Long, "honest", LongTime);
        }
    }

    private static Ticket Serve(DispatchWorld world, JobClass? label, string application, TimeSpan takes, string? route = null, bool succeeded = true)
    {
        var ticket = world.Arrive(label, application, route: route);
        world.Pass(takes);
        world.Complete(ticket, succeeded);
        return ticket;
    }
}
