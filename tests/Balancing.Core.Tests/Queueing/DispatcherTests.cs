using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

public sealed class DispatcherTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

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
        var world = new DispatchWorld(DispatchWorld.Plain, 1);

        var ticket = world.Arrive(JobClass.Short);
        Assert.Null(ticket.Destination);
        world.Open(1);

        Assert.Equal("1", ticket.Destination?.Id);
    }

    [Fact]
    public void Arrive_TicketInUse_Throws()
    {
        var world = new DispatchWorld(DispatchWorld.Plain, 1);
        var ticket = world.Arrive(JobClass.Short);

        Assert.Throws<InvalidOperationException>(() => world.Dispatcher.Arrive(ticket, world.Now));
    }

    [Fact]
    public void Prefetch_AllSlotsBusyAndShortsRun_SendsOneAheadBehindThem()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Prefetch = 1 }, 2);
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
    public void Prefetch_ShortRunsAtADestinationOnTrial_SendsNothingAheadBehindIt()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Prefetch = 1 }, 1);
        world.Destinations[0].IsOnTrial = true;
        world.Open(1);

        world.Arrive(JobClass.Short);
        world.Arrive(JobClass.Short);

        Assert.Equal(1, world.Destinations[0].InFlight);
    }

    // However many the setting allows: what is sent ahead shall wait behind a Short, not behind a Long that was itself sent ahead.
    [Fact]
    public void Prefetch_OfManyBehindOneShort_SendsNoMoreThanShortsAreThere()
    {
        var world = new DispatchWorld(new DispatchSettings { Order = QueueOrder.Arrival, Prefetch = 5 }, 1);
        world.Open(1);
        world.Arrive(JobClass.Short);
        for (var job = 0; job < 10; job++)
        {
            world.Arrive(JobClass.Long);
        }

        Assert.Equal(2, world.Destinations[0].InFlight);
    }

    [Theory]
    [InlineData(QueueOrder.ShortFirst, ReservationRule.None, 1)]
    [InlineData(QueueOrder.ShortFirst, ReservationRule.Computed, 1)]
    [InlineData(QueueOrder.Arrival, ReservationRule.Computed, 2)]
    public void Prefetch_OfALong_OnlyWhereShortsHaveNoPrecedence(QueueOrder order, ReservationRule reservation, int expected)
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Order = order, Prefetch = 1, Reservation = reservation }, 1);
        world.Open(1);
        world.Arrive(JobClass.Short);
        for (var job = 0; job < 10; job++)
        {
            world.Arrive(JobClass.Long);
        }

        Assert.Equal(expected, world.Destinations[0].InFlight);
    }

    [Fact]
    public void Clock_JumpsForwardByYears_ServesOnAndForgetsNothing()
    {
        var world = new DispatchWorld(new DispatchSettings(), 1);
        world.Open(4);
        world.LearnShorts();
        var running = world.Arrive(JobClass.Long);
        world.Dispatcher.Advance(TimeSpan.FromDays(4000));
        world.Complete(running);
        Assert.InRange(world.Dispatcher.Advance(TimeSpan.MaxValue), TimeSpan.FromDays(4000), TimeSpan.MaxValue);

        for (var job = 0; job < 50; job++)
        {
            world.Arrive(job % 2 == 0 ? JobClass.Short : JobClass.Long);
        }

        while (world.Running.Count > 0)
        {
            world.Complete(world.Running[0]);
        }

        Assert.Empty(world.Waiting);
        Assert.Empty(world.Refused);
    }

    [Fact]
    public void Overrun_ShortThatRunsOn_NoLongerCountsAsOneThatIsAboutToEnd()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Prefetch = 1 }, 1);
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
        var world = new DispatchWorld(DispatchWorld.Plain with { Order = QueueOrder.Arrival }, 1);
        var first = world.Arrive(JobClass.Long);
        var second = world.Arrive(JobClass.Short);

        world.Use(DispatchWorld.Plain);
        world.ServeOneByOne();

        Assert.Equal([second, first], world.Dispatched);
    }

    [Fact]
    public void Clock_JumpsBack_CountsAsStandingStill()
    {
        var world = new DispatchWorld(DispatchWorld.Plain, 1);
        world.Pass(TimeSpan.FromHours(1));
        var ticket = new Ticket { Label = JobClass.Short, Deadline = TimeSpan.FromMinutes(61) };
        world.Waiting.Add(ticket);

        world.Dispatcher.Arrive(ticket, TimeSpan.Zero);
        world.Open(1);

        Assert.Equal(TimeSpan.FromHours(1), ticket.ArrivedAt);
        Assert.NotNull(ticket.Destination);
    }

    [Fact]
    public void SetOpen_DestinationLeaves_ItsJobsRunOnAndItsSlotsAreGone()
    {
        var world = new DispatchWorld(DispatchWorld.Plain, 2);
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
        var ticket = new Ticket { Label = JobClass.Short, Application = "a" };
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
