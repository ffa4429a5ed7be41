using Balancing.Core.Queueing;
using static Balancing.Core.Tests.Queueing.OneSlotLoad;

namespace Balancing.Core.Tests.Queueing;

/// <summary>One slot, Shorts of 5 ms and Longs of 200 ms: who is refused when more come than can be done.</summary>
public sealed class DispatchOverloadTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private static readonly DispatchSettings Fair = DispatchWorld.Plain with { Fairness = Fairness.Application };

    [Fact]
    public void Burst_ThatWouldWaitTooLongButPassesInTime_RefusesNobody()
    {
        var world = OneSlot(DispatchWorld.Plain);

        Arrive(world, JobClass.Short, 140, "a"); // 700 ms of work, and 200 ms later less than the 500 ms that are tolerated
        Serve(world, TimeSpan.FromMilliseconds(240));
        Arrive(world, JobClass.Short, 20, "a");

        Assert.Empty(world.Refused);
    }

    [Fact]
    public void Overload_OfShorts_SettlesAtTensOfMillisecondsAndRefusesAtOnce()
    {
        var world = OneSlot(DispatchWorld.Plain);

        Overload(world, JobClass.Short, rate: 1.4, TimeSpan.FromSeconds(5));
        var settled = world.Dispatched.Count;
        Overload(world, JobClass.Short, rate: 1.4, TimeSpan.FromSeconds(5));

        var waits = world.Dispatched.Skip(settled).Select(ticket => ticket.DispatchedAt - ticket.ArrivedAt).ToArray();
        Assert.InRange(waits.Max(), TimeSpan.Zero, Millisecond * 80);
        Assert.InRange(waits.Length, 950, 1000); // 5 s of one slot: goodput is the capacity
        Assert.All(world.Refused, refused => Assert.Equal(RefusalReason.Overloaded, refused.Reason));
        Assert.NotEmpty(world.Refused);
    }

    // The first jobs of a worker are slow, and what they taught is still believed when the overload begins.
    [Fact]
    public void Overload_AfterAColdStart_SettlesAllTheSame()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Prefetch = 1 }, 1);
        world.Open(1);
        for (var job = 0; job < 30; job++)
        {
            var cold = world.Arrive(JobClass.Short);
            world.Pass(TimeSpan.FromSeconds(1));
            world.Complete(cold);
        }

        Overload(world, JobClass.Short, rate: 1.4, TimeSpan.FromSeconds(10));
        var settled = world.Dispatched.Count;
        Overload(world, JobClass.Short, rate: 1.4, TimeSpan.FromSeconds(2));

        Assert.InRange(world.Dispatched.Skip(settled).Max(ticket => ticket.DispatchedAt - ticket.ArrivedAt), TimeSpan.Zero, Millisecond * 150);
    }

    // A deadline below what is tolerated: it alone would keep the queue just as long as it allows, and everybody would wait for that long, or in vain.
    [Fact]
    public void Overload_DeadlinesShorterThanWhatIsTolerated_SettlesBelowThem()
    {
        var world = OneSlot(DispatchWorld.Plain);

        Overload(world, JobClass.Short, rate: 1.4, TimeSpan.FromSeconds(5), deadline: Millisecond * 300);
        var (dispatched, refused) = (world.Dispatched.Count, world.Refused.Count);
        Overload(world, JobClass.Short, rate: 1.4, TimeSpan.FromSeconds(5), deadline: Millisecond * 300);

        Assert.InRange(world.Dispatched.Skip(dispatched).Max(ticket => ticket.DispatchedAt - ticket.ArrivedAt), TimeSpan.Zero, Millisecond * 80);
        Assert.InRange(world.Dispatched.Count - dispatched, 950, 1000);
        Assert.All(world.Refused.Skip(refused), one => Assert.Equal(RefusalReason.Overloaded, one.Reason));
    }

    // One that is in too much of a hurry for any queue makes no overload of a burst.
    [Fact]
    public void Burst_WithOneThatMissesItsDeadline_RefusesNobodyElse()
    {
        var world = OneSlot(DispatchWorld.Plain);

        Arrive(world, JobClass.Short, 80, "a");
        world.Arrive(JobClass.Short, deadline: world.Now + Millisecond);
        Serve(world, Millisecond * 200);
        Arrive(world, JobClass.Short, 20, "a");

        Assert.Single(world.Refused);
    }

    [Fact]
    public void Overload_None_RefusesNobody()
    {
        var world = OneSlot(DispatchWorld.Plain with { Overload = OverloadRule.None });

        Overload(world, JobClass.Short, rate: 1.4, TimeSpan.FromSeconds(10));

        Assert.Empty(world.Refused);
    }

    [Fact]
    public void Overload_Ends_NobodyIsRefusedAnyMore()
    {
        var world = OneSlot(DispatchWorld.Plain);
        Overload(world, JobClass.Short, rate: 3, TimeSpan.FromSeconds(5));

        Overload(world, JobClass.Short, rate: 0.5, TimeSpan.FromSeconds(1));
        var refused = world.Refused.Count;
        Arrive(world, JobClass.Short, 60, "a"); // 300 ms: a burst as before

        Assert.NotEqual(0, refused);
        Assert.Equal(refused, world.Refused.Count);
    }

    [Fact]
    public void Overload_OfLongs_RefusesNoShort()
    {
        var world = OneSlot(DispatchWorld.Plain);

        for (var second = 0; second < 60; second++)
        {
            Arrive(world, JobClass.Long, 12, "a");
            Arrive(world, JobClass.Short, 20, "a");
            Serve(world, TimeSpan.FromSeconds(1));
        }

        Assert.Contains(world.Refused, refused => refused.Ticket.Class == JobClass.Long);
        Assert.All(world.Refused, refused => Assert.Equal(JobClass.Long, refused.Ticket.Class));
    }

    // Both wait in one queue, where Longs are what the Shorts wait for.
    [Fact]
    public void Overload_InOrderOfArrival_RefusesLongsFirst()
    {
        var world = OneSlot(DispatchWorld.Plain with { Order = QueueOrder.Arrival });

        for (var second = 0; second < 60; second++)
        {
            Arrive(world, JobClass.Long, 12, "a");
            Arrive(world, JobClass.Short, 20, "a");
            Serve(world, TimeSpan.FromSeconds(1));
        }

        Assert.Contains(world.Refused, refused => refused.Ticket.Class == JobClass.Long);
        Assert.All(world.Refused, refused => Assert.Equal(JobClass.Long, refused.Ticket.Class));
    }

    [Fact]
    public void Overload_ByOneApplication_RefusesItsJobsAndNoOthers()
    {
        var world = OneSlot(Fair);
        for (var tick = 0; tick < 1000; tick++)
        {
            Arrive(world, JobClass.Short, 2, "flood");
            if (tick % 20 == 0)
            {
                Arrive(world, JobClass.Short, 1, "stranger");
            }

            Serve(world, Millisecond * 5);
        }

        Assert.NotEmpty(world.Refused);
        Assert.All(world.Refused, refused => Assert.Equal("flood", refused.Ticket.Application));
    }

    // A new name for every job would otherwise be a way around any limit.
    [Fact]
    public void Overload_ByANewApplicationEachTime_IsBoundedAllTheSame()
    {
        var world = OneSlot(Fair);
        for (var tick = 0; tick < 1000; tick++)
        {
            for (var job = 0; job < 3; job++)
            {
                Arrive(world, JobClass.Short, 1, $"{tick}-{job}");
            }

            Serve(world, Millisecond * 5);
        }

        Assert.InRange(world.Waiting.Count, 1, 16); // 10 are held, and half as many again
    }

    [Fact]
    public void Overload_OneThatCannotBeDoneBeforeItsDeadline_LeavesTheSlotToAFresherOne()
    {
        var world = OneSlot(DispatchWorld.Plain);
        Overload(world, JobClass.Short, rate: 3, TimeSpan.FromSeconds(5));
        while (world.Waiting.Count > 7)
        {
            Serve(world, Millisecond * 5);
        }

        // Its turn comes after the seven, or the one that runs and six, 40 ms from now, when less than its 5 ms are left.
        var stale = world.Arrive(JobClass.Short, deadline: world.Now + (Millisecond * 44));
        var fresh = world.Arrive(JobClass.Short);
        var refused = world.Refused.Count;
        Serve(world, Millisecond * 60);

        Assert.Equal((stale, RefusalReason.WaitTooLong), Assert.Single(world.Refused.Skip(refused)));
        Assert.NotNull(fresh.Destination);
    }

    [Fact]
    public void WorkersBackAfterAnOutage_WhatWaitedForThem_IsNoOverload()
    {
        var world = OneSlot(DispatchWorld.Plain);
        Overload(world, JobClass.Short, rate: 1, TimeSpan.FromSeconds(1));

        world.Open();
        for (var tick = 0; tick < 1600; tick++)
        {
            world.Pass(Millisecond * 5); // 8 s, and 8 s of work that waits
            world.Arrive(JobClass.Short);
        }

        world.Open(1);
        Overload(world, JobClass.Short, rate: 0.5, TimeSpan.FromSeconds(8));

        Assert.Empty(world.Refused);
    }
}
