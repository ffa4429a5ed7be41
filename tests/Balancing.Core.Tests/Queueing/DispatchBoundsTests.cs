using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

/// <summary>Who is refused, and when.</summary>
public sealed class DispatchBoundsTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void QueueFull_ShedsTheNewestOfWhoHoldsMost()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Fairness = Fairness.Application, MaxQueue = 5 }, 1);
        var flood = Enumerable.Range(0, 5).Select(_ => world.Arrive(JobClass.Short, "flood")).ToArray();

        var stranger = world.Arrive(JobClass.Short, "stranger");

        Assert.Equal((flood[4], RefusalReason.QueueFull), Assert.Single(world.Refused));
        Assert.Contains(stranger, world.Waiting);
    }

    [Fact]
    public void QueueFull_OfBytes_RefusesTheNewest()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { MaxQueueBytes = 1000 }, 1);
        world.Arrive(JobClass.Short, bytes: 900);

        var large = world.Arrive(JobClass.Short, bytes: 200);

        Assert.Equal((large, RefusalReason.QueueFull), Assert.Single(world.Refused));
    }

    [Fact]
    public void QueueFull_OfBytes_CountsThoseThatWaitOnly()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { MaxQueueBytes = 1000 }, 1);
        for (var round = 0; round < 5; round++)
        {
            world.Arrive(JobClass.Short, bytes: 900);
            world.ServeOneByOne();
            world.Open();
        }

        Assert.Empty(world.Refused);
        Assert.Equal(5, world.Dispatched.Count);
    }

    [Fact]
    public void Deadline_PassesWhileWaiting_IsRefusedThenAndAdvanceSaysWhen()
    {
        var world = new DispatchWorld(DispatchWorld.Plain, 1);
        var ticket = world.Arrive(JobClass.Short, deadline: Millisecond * 100);

        Assert.Equal(Millisecond * 100, world.Pass(Millisecond * 99));
        Assert.Empty(world.Refused);
        world.Pass(Millisecond);

        Assert.Equal((ticket, RefusalReason.DeadlinePassed), Assert.Single(world.Refused));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-86_400_000)]
    public void Deadline_AlreadyOver_IsRefusedAtOnce(int milliseconds)
    {
        var world = new DispatchWorld(DispatchWorld.Plain, 1);
        world.Open(1);
        world.Pass(TimeSpan.FromSeconds(1));

        var ticket = world.Arrive(JobClass.Short, deadline: world.Now + (Millisecond * milliseconds));

        Assert.Null(ticket.Destination);
        Assert.Single(world.Refused);
    }

    [Fact]
    public void Deadline_CannotBeMet_IsRefusedAtOnce()
    {
        var world = new DispatchWorld(DispatchWorld.Plain, 1);
        world.Open(1);
        for (var job = 0; job < 20; job++)
        {
            world.Arrive(JobClass.Long);
        }

        var ticket = world.Arrive(JobClass.Long, deadline: world.Now + TimeSpan.FromSeconds(1));

        Assert.Equal((ticket, RefusalReason.WaitTooLong), Assert.Single(world.Refused));
    }

    // In the fair order it goes right behind the one that runs, however many of another's wait.
    [Fact]
    public void Deadline_AShortBehindAnothersFlood_IsTakenInAndMet()
    {
        var world = Flooded(Fairness.Application);

        var calm = world.Arrive(JobClass.Short, "calm", world.Now + (Millisecond * 40));
        var own = world.Arrive(JobClass.Short, "flood", world.Now + (Millisecond * 40));

        Assert.Equal((own, RefusalReason.WaitTooLong), Assert.Single(world.Refused));
        while (calm.Destination is null)
        {
            world.Pass(Millisecond * 5);
            world.Complete(world.Running[0]);
        }

        Assert.True(calm.DispatchedAt < calm.Deadline);
    }

    [Fact]
    public void Deadline_AShortBehindAnothersFloodAndItsOwn_CountsBoth()
    {
        var world = Flooded(Fairness.Application);
        for (var job = 0; job < 10; job++)
        {
            world.Arrive(JobClass.Short, "calm");
        }

        // Ten of its own and ten of the flood's go before it: 100 ms.
        world.Arrive(JobClass.Short, "calm", world.Now + (Millisecond * 110));
        Assert.Empty(world.Refused);
        world.Arrive(JobClass.Short, "calm", world.Now + (Millisecond * 90));
        Assert.Equal(RefusalReason.WaitTooLong, Assert.Single(world.Refused).Reason);
    }

    [Fact]
    public void Deadline_AShortBehindAnothersFloodWithoutFairness_IsRefusedAtOnce()
    {
        var world = Flooded(Fairness.None);

        world.Arrive(JobClass.Short, "calm", world.Now + (Millisecond * 40));

        Assert.Equal(RefusalReason.WaitTooLong, Assert.Single(world.Refused).Reason);
    }

    // One leaves every 100 ms and 50 wait: 5 s, whatever the slots promise.
    [Fact]
    public void Refused_QueueFull_RetryAfterIsWhatTheQueueNeedsToDrain()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { MaxQueue = 50 }, 1);
        world.Open(1);
        for (var job = 0; job < 51; job++)
        {
            world.Arrive(JobClass.Short);
        }

        for (var job = 0; job < 20; job++)
        {
            world.Pass(Millisecond * 100);
            world.Complete(world.Running[0]);
            world.Arrive(JobClass.Short);
        }

        world.Arrive(JobClass.Short);

        Assert.InRange(world.Refused[^1].Ticket.RetryAfter, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6));
    }

    [Fact]
    public void Refused_NothingMoves_RetryAfterIsAMinuteAtMost()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { MaxQueue = 50 }, 1);
        world.Open(1);
        for (var job = 0; job < 60; job++)
        {
            world.Arrive(JobClass.Short);
            world.Pass(Millisecond * 100);
            world.Complete(world.Running[0]);
        }

        for (var job = 0; job < 51; job++)
        {
            world.Arrive(JobClass.Short);
        }

        world.Pass(TimeSpan.FromDays(1));
        world.Arrive(JobClass.Short);

        Assert.All(world.Refused, refused => Assert.InRange(refused.Ticket.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)));
    }

    // One slot that knows Shorts of 5 ms, and a second's worth of them that wait.
    private static DispatchWorld Flooded(Fairness fairness)
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Fairness = fairness }, 1);
        world.Open(1);
        world.LearnShorts();
        for (var job = 0; job < 200; job++)
        {
            world.Arrive(JobClass.Short, "flood");
        }

        return world;
    }
}
