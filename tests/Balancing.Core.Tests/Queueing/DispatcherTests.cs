using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

public sealed class DispatcherTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private static readonly DispatchSettings Plain = new() { Reservation = ReservationRule.None, Fairness = Fairness.None, Prefetch = 0 };

    [Fact]
    public void Arrive_NoLimitAnywhere_GoesAtOnceInRotation()
    {
        var world = new DispatchWorld(new DispatchSettings(), 3);
        world.Open(null, null, null);

        var tickets = Enumerable.Range(0, 30).Select(job => world.Arrive(job % 2 == 0 ? JobClass.Long : JobClass.Short)).ToArray();

        Assert.Equal(tickets, world.Dispatched);
        Assert.Equal(Enumerable.Range(0, 30).Select(job => $"{(job % 3) + 1}"), tickets.Select(ticket => ticket.Destination!.Id));
    }

    // The seed's transcript: an idle system with slots behaves as plain round-robin.
    [Fact]
    public void Arrive_IdleSystemWithSlotsAndReservation_IsPlainRoundRobin()
    {
        var world = new DispatchWorld(new DispatchSettings(), 3);
        world.Open(8, 8, 8);

        var ids = Enumerable.Range(0, 8).Select(job =>
        {
            var ticket = world.Arrive(job % 2 == 0 ? JobClass.Long : JobClass.Short);
            world.Pass(Millisecond * 200);
            world.Complete(ticket);
            return ticket.Destination!.Id;
        });

        Assert.Equal(["1", "2", "3", "1", "2", "3", "1", "2"], ids);
    }

    [Fact]
    public void Arrive_NoDestinationOpen_WaitsForOne()
    {
        var world = new DispatchWorld(Plain, 1);

        var ticket = world.Arrive(JobClass.Short);
        Assert.Null(ticket.Destination);
        world.Open(1);

        Assert.Equal("1", ticket.Destination?.Id);
    }

    [Fact]
    public void Arrive_TicketInUse_Throws()
    {
        var world = new DispatchWorld(Plain, 1);
        var ticket = world.Arrive(JobClass.Short);

        Assert.Throws<InvalidOperationException>(() => world.Dispatcher.Arrive(ticket, world.Now));
    }

    [Fact]
    public void Order_Arrival_IsThatOfComing()
    {
        var world = new DispatchWorld(Plain with { Order = QueueOrder.Arrival }, 1);
        var tickets = Enumerable.Range(0, 20).Select(job => world.Arrive(job % 3 == 0 ? JobClass.Long : JobClass.Short)).ToArray();

        ServeOneByOne(world);

        Assert.Equal(tickets, world.Dispatched);
    }

    [Fact]
    public void Order_ShortFirst_PutsShortsBeforeLongs()
    {
        var world = new DispatchWorld(Plain, 1);
        var first = world.Arrive(JobClass.Long);
        var shorts = Enumerable.Range(0, 5).Select(_ => world.Arrive(JobClass.Short)).ToArray();

        ServeOneByOne(world);

        Assert.Equal([.. shorts, first], world.Dispatched);
    }

    // At a share of a tenth a waiting Long has its turn after at most nine Shorts, however many come: also with one slot in all.
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Order_ShortFirstUnderAFloodOfShorts_LongsKeepTheirShare(int slots)
    {
        var world = new DispatchWorld(Plain, 1);
        world.Open(slots);
        for (var job = 0; job < 50; job++)
        {
            world.Arrive(JobClass.Long);
        }

        for (var step = 0; step < 300; step++)
        {
            world.Arrive(JobClass.Short);
            world.Arrive(JobClass.Short);
            world.Complete(world.Running[0]);
            world.Pass(Millisecond);
        }

        var longs = world.Dispatched.Skip(slots).Count(ticket => ticket.Class == JobClass.Long);
        Assert.InRange(longs, 20, 31);
    }

    [Fact]
    public void Reservation_ShortsComeOften_KeepsASlotForThemAndLetsGoWhenTheyStop()
    {
        var world = new DispatchWorld(new DispatchSettings { Prefetch = 0 }, 1);
        world.Open(4);
        for (var job = 0; job < 400; job++)
        {
            var ticket = world.Arrive(JobClass.Short);
            world.Pass(Millisecond * 5);
            world.Complete(ticket);
        }

        world.Arrive(JobClass.Long);
        var held = world.Arrive(JobClass.Long);

        Assert.Null(held.Destination); // two of four slots are free, and kept for the Shorts that are about to come
        Assert.NotNull(world.Arrive(JobClass.Short).Destination);
        world.Pass(TimeSpan.FromSeconds(5));
        Assert.NotNull(held.Destination); // nobody came: it has one of them
    }

    [Fact]
    public void Reservation_LongsBackUp_TheMarginMeltsAtOnce()
    {
        var world = new DispatchWorld(new DispatchSettings { Prefetch = 0 }, 1);
        world.Open(4);
        for (var job = 0; job < 400; job++)
        {
            var ticket = world.Arrive(JobClass.Short);
            world.Pass(Millisecond * 5);
            world.Complete(ticket);
        }

        for (var job = 0; job < 6; job++)
        {
            world.Arrive(JobClass.Long);
        }

        Assert.Equal(4, world.Running.Count); // one slot's worth of Shorts alone holds none back from so many Longs
    }

    [Fact]
    public void Reservation_LongHeldBack_AdvanceSaysWhenToLookAgain()
    {
        var world = new DispatchWorld(new DispatchSettings { Prefetch = 0 }, 1);
        world.Open(2);
        for (var job = 0; job < 400; job++)
        {
            var ticket = world.Arrive(JobClass.Short);
            world.Pass(Millisecond * 5);
            world.Complete(ticket);
        }

        world.Arrive(JobClass.Long);
        var held = world.Arrive(JobClass.Long);
        Assert.Null(held.Destination);

        for (var look = 0; held.Destination is null; look++)
        {
            Assert.True(look < 1000, "it is never let go");
            var next = world.Dispatcher.Advance(world.Now);
            Assert.InRange(next - world.Now, Millisecond, TimeSpan.FromSeconds(1));
            world.Pass(next - world.Now);
        }
    }

    [Fact]
    public void Fairness_OneApplicationFloods_DelaysOnlyItself()
    {
        var world = new DispatchWorld(Plain with { Fairness = Fairness.Application }, 1);
        for (var job = 0; job < 100; job++)
        {
            world.Arrive(JobClass.Short, "flood");
        }

        var others = Enumerable.Range(0, 3).Select(_ => world.Arrive(JobClass.Short, "other")).ToArray();
        ServeOneByOne(world);

        Assert.All(others, ticket => Assert.InRange(world.Dispatched.IndexOf(ticket), 0, 7));
    }

    [Fact]
    public void Fairness_ApplicationThatWasIdle_GetsNoArrears()
    {
        var world = new DispatchWorld(Plain with { Fairness = Fairness.Application }, 1);
        for (var job = 0; job < 100; job++)
        {
            world.Arrive(JobClass.Short, "busy");
        }

        world.Open(1);
        for (var job = 0; job < 50; job++)
        {
            world.Pass(Millisecond * 5);
            world.Complete(world.Running[0]);
        }

        for (var job = 0; job < 50; job++)
        {
            world.Arrive(JobClass.Short, "idle so far");
        }

        for (var job = 0; job < 20; job++)
        {
            world.Pass(Millisecond * 5);
            world.Complete(world.Running[0]);
        }

        Assert.InRange(world.Dispatched.TakeLast(20).Count(ticket => ticket.Application == "busy"), 9, 11); // half and half from now on
    }

    [Fact]
    public void Fairness_None_ServesInOrderOfArrival()
    {
        var world = new DispatchWorld(Plain, 1);
        var tickets = Enumerable.Range(0, 50).Select(job => world.Arrive(JobClass.Short, job < 40 ? "flood" : "other")).ToArray();

        ServeOneByOne(world);

        Assert.Equal(tickets, world.Dispatched);
    }

    [Fact]
    public void QueueFull_ShedsTheNewestOfWhoHoldsMost()
    {
        var world = new DispatchWorld(Plain with { Fairness = Fairness.Application, MaxQueue = 5 }, 1);
        var flood = Enumerable.Range(0, 5).Select(_ => world.Arrive(JobClass.Short, "flood")).ToArray();

        var stranger = world.Arrive(JobClass.Short, "stranger");

        Assert.Equal((flood[4], RefusalReason.QueueFull), Assert.Single(world.Refused));
        Assert.Contains(stranger, world.Waiting);
    }

    [Fact]
    public void QueueFull_OfBytes_RefusesTheNewest()
    {
        var world = new DispatchWorld(Plain with { MaxQueueBytes = 1000 }, 1);
        world.Arrive(JobClass.Short, bytes: 900);

        var large = world.Arrive(JobClass.Short, bytes: 200);

        Assert.Equal((large, RefusalReason.QueueFull), Assert.Single(world.Refused));
    }

    [Fact]
    public void QueueFull_OfBytes_CountsThoseThatWaitOnly()
    {
        var world = new DispatchWorld(Plain with { MaxQueueBytes = 1000 }, 1);
        for (var round = 0; round < 5; round++)
        {
            world.Arrive(JobClass.Short, bytes: 900);
            ServeOneByOne(world);
            world.Open();
        }

        Assert.Empty(world.Refused);
        Assert.Equal(5, world.Dispatched.Count);
    }

    [Fact]
    public void Deadline_PassesWhileWaiting_IsRefusedThenAndAdvanceSaysWhen()
    {
        var world = new DispatchWorld(Plain, 1);
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
        var world = new DispatchWorld(Plain, 1);
        world.Open(1);
        world.Pass(TimeSpan.FromSeconds(1));

        var ticket = world.Arrive(JobClass.Short, deadline: world.Now + (Millisecond * milliseconds));

        Assert.Null(ticket.Destination);
        Assert.Single(world.Refused);
    }

    [Fact]
    public void Deadline_CannotBeMet_IsRefusedAtOnce()
    {
        var world = new DispatchWorld(Plain, 1);
        world.Open(1);
        for (var job = 0; job < 20; job++)
        {
            world.Arrive(JobClass.Long);
        }

        var ticket = world.Arrive(JobClass.Long, deadline: world.Now + TimeSpan.FromSeconds(1));

        Assert.Equal((ticket, RefusalReason.WaitTooLong), Assert.Single(world.Refused));
    }

    [Fact]
    public void Prefetch_AllSlotsBusyAndShortsRun_SendsOneAheadBehindThem()
    {
        var world = new DispatchWorld(Plain with { Prefetch = 1 }, 2);
        world.Open(1, 1);
        world.Arrive(JobClass.Long);
        world.Arrive(JobClass.Short);
        for (var job = 0; job < 5; job++)
        {
            world.Arrive(JobClass.Short);
        }

        Assert.Equal([1, 2], world.Destinations.Take(2).Select(destination => destination.InFlight)); // behind the Short, not behind the Long
    }

    [Fact]
    public void Overrun_ShortThatRunsOn_NoLongerCountsAsOneThatIsAboutToEnd()
    {
        var world = new DispatchWorld(Plain with { Prefetch = 1 }, 1);
        world.Open(1);
        var quick = world.Arrive(JobClass.Short);
        world.Pass(Millisecond * 5);
        world.Complete(quick);
        world.Arrive(JobClass.Short);
        world.Pass(TimeSpan.FromSeconds(1)); // 200 times what was expected

        world.Arrive(JobClass.Short);

        Assert.Equal(1, world.Destinations[0].InFlight); // nothing is sent ahead behind it
    }

    [Fact]
    public void Use_OtherSettings_OrdersTheWaitingAnewAndLosesNone()
    {
        var world = new DispatchWorld(Plain with { Order = QueueOrder.Arrival }, 1);
        var first = world.Arrive(JobClass.Long);
        var second = world.Arrive(JobClass.Short);

        world.Use(Plain);
        ServeOneByOne(world);

        Assert.Equal([second, first], world.Dispatched);
    }

    [Fact]
    public void Clock_JumpsBack_CountsAsStandingStill()
    {
        var world = new DispatchWorld(Plain, 1);
        world.Pass(TimeSpan.FromHours(1));
        var ticket = new Ticket { Class = JobClass.Short, Deadline = TimeSpan.FromMinutes(61) };
        world.Waiting.Add(ticket);

        world.Dispatcher.Arrive(ticket, TimeSpan.Zero);
        world.Open(1);

        Assert.Equal(TimeSpan.FromHours(1), ticket.ArrivedAt);
        Assert.NotNull(ticket.Destination);
    }

    [Fact]
    public void SetOpen_DestinationLeaves_ItsJobsRunOnAndItsSlotsAreGone()
    {
        var world = new DispatchWorld(Plain, 2);
        world.Open(1, 1);
        var one = world.Arrive(JobClass.Short);
        var two = world.Arrive(JobClass.Short);
        var waits = world.Arrive(JobClass.Short);

        world.OpenOnly(0, open: false, null);
        world.Complete(one);
        Assert.Null(waits.Destination);
        world.Complete(two);

        Assert.Equal("2", waits.Destination?.Id);
    }

    [Fact]
    public void SteadyState_ArriveAndComplete_AllocatesNothing()
    {
        var sink = new Silent();
        var dispatcher = new Dispatcher(new DispatchSettings(), new Balancing.Core.Picking.RoundRobinPolicy(), sink);
        dispatcher.SetOpen([.. Enumerable.Range(0, 3).Select(id => (new Balancing.Core.Leasing.DestinationLoad($"{id}"), (int?)8))], TimeSpan.Zero);
        var ticket = new Ticket { Class = JobClass.Short, Application = "a" };
        Cycle(1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Cycle(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Cycle(int times)
        {
            for (var time = 0; time < times; time++)
            {
                dispatcher.Arrive(ticket, TimeSpan.FromMilliseconds(time));
                dispatcher.Complete(ticket, TimeSpan.FromMilliseconds(time + 1));
            }
        }
    }

    // One slot, one job at a time, until nobody waits.
    private static void ServeOneByOne(DispatchWorld world)
    {
        world.Open(1);
        while (world.Running.Count > 0)
        {
            world.Pass(Millisecond * 5);
            world.Complete(world.Running[0]);
        }
    }

    private sealed class Silent : IDispatchSink
    {
        public void Dispatched(Ticket ticket)
        {
        }

        public void Refused(Ticket ticket, RefusalReason reason)
        {
        }
    }
}
