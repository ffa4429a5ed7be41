using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

/// <summary>What a dispatcher shows of itself.</summary>
public sealed class DispatchViewTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Look_JobsThatWaitAndRun_AreCountedWithTheTimeTheyWaited()
    {
        var world = new DispatchWorld(DispatchWorld.Plain, destinations: 2);
        world.Open(1, 1);
        world.Arrive(JobClass.Long);
        world.Arrive(JobClass.Short);
        world.Arrive(JobClass.Long);
        world.Pass(Millisecond * 7);
        world.Arrive(JobClass.Short);
        world.Pass(Millisecond * 3);

        var view = world.Dispatcher.Look(world.Now);

        Assert.Equal((1, 1, 1, 1), (view.WaitingShorts, view.WaitingLongs, view.RunningShorts, view.RunningLongs));
        Assert.Equal((Millisecond * 3, Millisecond * 10, 2L), (view.NextShortWaited, view.NextLongWaited, view.Slots));
        Assert.Equal((1, 0), (world.Destinations[1].RunningShorts, world.Destinations[1].RunningLongs));
    }

    [Fact]
    public void Look_NothingWaitsAndNoLimit_SaysSo()
    {
        var world = new DispatchWorld(DispatchWorld.Plain, destinations: 1);
        world.Open([null]);
        world.Arrive(JobClass.Short);

        Assert.Equal(new QueueView(0, 0, null, null, null, 1, 0, 0, 0), world.Dispatcher.Look(world.Now));
    }

    [Fact]
    public void Look_ShortsThatPassALong_AreCountedButNotThoseThatCameBeforeIt()
    {
        var world = new DispatchWorld(DispatchWorld.Plain, destinations: 1);
        world.Open(1);
        var first = world.Arrive(JobClass.Short);
        var before = world.Arrive(JobClass.Short);
        world.Arrive(JobClass.Long);
        var passing = world.Arrive(JobClass.Short);
        world.Complete(first);
        Assert.Equal(0, world.Dispatcher.Look(world.Now).Overtakings);

        world.Complete(before);

        Assert.Same(passing, world.Running[0]);
        Assert.Equal(1, world.Dispatcher.Look(world.Now).Overtakings);
    }

    [Fact]
    public void Look_ShortsKeepSlotsBusy_SlotsAreHeldBackAlsoWhileNoLongWaits()
    {
        var world = new DispatchWorld(new DispatchSettings(), destinations: 1);
        world.Open(8);
        world.LearnShorts();

        Assert.InRange(world.Dispatcher.Look(world.Now).HeldBack, 1, 7);
        world.Use(new DispatchSettings { Reservation = ReservationRule.None });
        Assert.Equal(0, world.Dispatcher.Look(world.Now).HeldBack);
        world.Use(new DispatchSettings { Order = QueueOrder.Arrival });
        Assert.Equal(0, world.Dispatcher.Look(world.Now).HeldBack);
    }

    [Fact]
    public void Applications_AfterSomeJobs_AreThoseSeenLastWithWhatTheirJobsTook()
    {
        var world = new DispatchWorld(DispatchWorld.Plain, destinations: 1);
        world.Open(1);
        foreach (var application in new[] { "a", "b", "c" })
        {
            var ticket = world.Arrive(JobClass.Short, application, route: "process");
            world.Pass(Millisecond * 8);
            world.Complete(ticket);
        }

        var known = world.Dispatcher.Applications(most: 2);

        Assert.Equal(["c", "b"], known.Select(one => one.Application));
        Assert.Equal(("process", JobClass.Short, 1), (known[0].Route, known[0].Short!.Value.Class, known[0].Short!.Value.Jobs));
        Assert.InRange(known[0].Short!.Value.Expected, Millisecond * 5, Millisecond * 8);
        Assert.Null(known[0].Long);
    }
}
