using Balancing.Core.Queueing;

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
    public void Overload_RetryAfter_TellsThoseRefusedTogetherToComeOneAfterTheOther()
    {
        var world = OneSlot(DispatchWorld.Plain);
        Overload(world, JobClass.Short, rate: 3, TimeSpan.FromSeconds(5));
        Overload(world, JobClass.Short, rate: 0.1, TimeSpan.FromSeconds(61)); // those told to come back before have come
        Overload(world, JobClass.Short, rate: 3, TimeSpan.FromSeconds(2));
        var before = world.Refused.Count;

        Arrive(world, JobClass.Short, 1000, "a");

        var told = world.Refused.Skip(before).Select(refused => refused.Ticket.RetryAfter).ToArray();
        Assert.InRange(told.Length, 990, 1000);
        Assert.Equal(told.Order(), told);
        Assert.InRange(told[^1] - told[0], TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6)); // 1000 at 200 a second
        Assert.All(told, time => Assert.InRange(time, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)));
    }

    // A hundred and fifty Longs at once, 30 s of work, and twice as many as can be done for 15 s.
    [Fact]
    public void Overload_RetryAfter_WhoeverKeepsToItFindsRoom()
    {
        var world = OneSlot(DispatchWorld.Plain);
        Arrive(world, JobClass.Long, 150, "a");
        var told = new PriorityQueue<int, TimeSpan>();
        var (again, taken, heard) = (0, 0, 0);
        var end = world.Now + TimeSpan.FromMinutes(3);
        for (var tick = 0; world.Now < end; tick++)
        {
            if (tick < 3000 && tick % 20 == 0)
            {
                Come(tries: 1);
            }

            while (told.TryPeek(out var tries, out var due) && due <= world.Now)
            {
                told.Dequeue();
                again++;
                taken += Come(tries + 1) ? 1 : 0;
            }

            Serve(world, Millisecond * 5);
        }

        Assert.InRange(again, 30, 400);
        Assert.InRange((double)taken / again, 0.9, 1);

        bool Come(int tries)
        {
            world.Arrive(JobClass.Long);
            if (world.Refused.Count == heard)
            {
                return true;
            }

            told.Enqueue(tries, world.Now + world.Refused[heard++].Ticket.RetryAfter);
            return false;
        }
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

    private static DispatchWorld OneSlot(DispatchSettings settings)
    {
        var world = new DispatchWorld(settings, 1);
        world.Open(1);
        Overload(world, JobClass.Short, 0.9, TimeSpan.FromSeconds(1));
        return world;
    }

    private static void Arrive(DispatchWorld world, JobClass jobClass, int jobs, string application)
    {
        for (var job = 0; job < jobs; job++)
        {
            world.Arrive(jobClass, application);
        }
    }

    // So many times as many jobs as the slot can do come, evenly.
    private static void Overload(DispatchWorld world, JobClass jobClass, double rate, TimeSpan time, TimeSpan? deadline = null)
    {
        var end = world.Now + time;
        var due = 0.0;
        while (world.Now < end)
        {
            for (due += rate; due >= 1; due--)
            {
                world.Arrive(jobClass, deadline: world.Now + deadline);
            }

            Serve(world, Millisecond * 5);
        }
    }

    // The slot works for so long: 5 ms a Short, 200 ms a Long.
    private static void Serve(DispatchWorld world, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Millisecond * 5)
        {
            world.Pass(Millisecond * 5);
            if (world.Running.Count > 0 && world.Now - world.Running[0].DispatchedAt >= Millisecond * (world.Running[0].Label == JobClass.Short ? 5 : 200))
            {
                world.Complete(world.Running[0]);
            }
        }
    }
}
