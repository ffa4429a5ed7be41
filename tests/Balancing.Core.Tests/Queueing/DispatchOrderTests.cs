using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

/// <summary>Who goes next, and what is held back for whom.</summary>
public sealed class DispatchOrderTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Order_Arrival_IsThatOfComing()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Order = QueueOrder.Arrival }, 1);
        var tickets = Enumerable.Range(0, 20).Select(job => world.Arrive(job % 3 == 0 ? JobClass.Long : JobClass.Short)).ToArray();

        world.ServeOneByOne();

        Assert.Equal(tickets, world.Dispatched);
    }

    [Fact]
    public void Order_ShortFirst_PutsShortsBeforeLongs()
    {
        var world = new DispatchWorld(DispatchWorld.Plain, 1);
        var first = world.Arrive(JobClass.Long);
        var shorts = Enumerable.Range(0, 5).Select(_ => world.Arrive(JobClass.Short)).ToArray();

        world.ServeOneByOne();

        Assert.Equal([.. shorts, first], world.Dispatched);
    }

    // At a share of a tenth a waiting Long has its turn after at most nine Shorts, however many come: also with one slot in all.
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Order_ShortFirstUnderAFloodOfShorts_LongsKeepTheirShare(int slots)
    {
        var world = new DispatchWorld(DispatchWorld.Plain, 1);
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
        world.LearnShorts();

        world.Arrive(JobClass.Long);
        var held = world.Arrive(JobClass.Long);

        Assert.Null(held.Destination); // two of four slots are free, and kept for the Shorts that are about to come
        Assert.True(held.WasHeldBack);
        Assert.NotNull(world.Arrive(JobClass.Short).Destination);
        world.Pass(TimeSpan.FromSeconds(5));
        Assert.NotNull(held.Destination); // nobody came: it has one of them
    }

    [Fact]
    public void Reservation_NoSlotIsFree_ALongWaitsAndIsNotHeldBack()
    {
        var world = new DispatchWorld(new DispatchSettings { Prefetch = 0 }, 1);
        world.Open(2);
        world.LearnShorts();
        world.Arrive(JobClass.Long);
        world.Arrive(JobClass.Short);

        var waiting = world.Arrive(JobClass.Long);

        Assert.Null(waiting.Destination);
        Assert.False(waiting.WasHeldBack);
    }

    [Fact]
    public void Reservation_LongsBackUp_TheLargeMarginMeltsAtOnceTheSmallOneLater()
    {
        var world = new DispatchWorld(new DispatchSettings { Prefetch = 0 }, 1);
        world.Open(4);
        world.LearnShorts();

        for (var job = 0; job < 6; job++)
        {
            world.Arrive(JobClass.Long);
        }

        Assert.Equal(3, world.Running.Count); // with both margins, one slot's worth of Shorts would hold two or three back
        world.Pass(TimeSpan.FromMilliseconds(300)); // one and a half times a Long's
        Assert.Equal(4, world.Running.Count);
    }

    [Fact]
    public void Reservation_LongHeldBack_AdvanceSaysWhenToLookAgain()
    {
        var world = new DispatchWorld(new DispatchSettings { Prefetch = 0 }, 1);
        world.Open(2);
        world.LearnShorts();

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
}
