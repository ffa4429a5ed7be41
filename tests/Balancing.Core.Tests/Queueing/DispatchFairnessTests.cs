using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

/// <summary>Who waits for whom, between applications.</summary>
public sealed class DispatchFairnessTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Fairness_OneApplicationFloods_DelaysOnlyItself()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Fairness = Fairness.Application }, 1);
        for (var job = 0; job < 100; job++)
        {
            world.Arrive(JobClass.Short, "flood");
        }

        var others = Enumerable.Range(0, 3).Select(_ => world.Arrive(JobClass.Short, "other")).ToArray();
        world.ServeOneByOne();

        Assert.All(others, ticket => Assert.InRange(world.Dispatched.IndexOf(ticket), 0, 7));
    }

    [Fact]
    public void Fairness_ApplicationThatWasIdle_GetsNoArrears()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Fairness = Fairness.Application }, 1);
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
        var world = new DispatchWorld(DispatchWorld.Plain, 1);
        var tickets = Enumerable.Range(0, 50).Select(job => world.Arrive(JobClass.Short, job < 40 ? "flood" : "other")).ToArray();

        world.ServeOneByOne();

        Assert.Equal(tickets, world.Dispatched);
    }

    // Eight slots for two applications: four each. A's Shorts would take all eight, and B's Longs live on the guaranteed tenth.
    [Fact]
    public void Fairness_OneApplicationFloodsWithShorts_OthersLongsKeepTheirShare()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Fairness = Fairness.Application }, 1);
        world.Open(8);
        for (var job = 0; job < 40; job++)
        {
            world.Arrive(JobClass.Short, "flood");
        }

        var longs = Enumerable.Range(0, 6).Select(_ => world.Arrive(JobClass.Long, "other")).ToArray();
        for (var job = 0; job < 8; job++)
        {
            world.Complete(world.Running[0]);
        }

        Assert.Equal(4, longs.Count(ticket => ticket.Destination is not null));
    }

    // The flood's own Long came first and has no precedence: it must not stand before those that have.
    [Fact]
    public void Fairness_AFloodOfBothKinds_ItsLongsStandBeforeNobodysElse()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Fairness = Fairness.Application }, 1);
        world.Open(8);
        for (var job = 0; job < 40; job++)
        {
            world.Arrive(job < 35 ? JobClass.Short : JobClass.Long, "flood");
        }

        var other = world.Arrive(JobClass.Long, "other");
        world.Complete(world.Running[0]);

        Assert.NotNull(other.Destination);
    }

    // Longs alone are a flood, too: here only three Shorts wait, as its Longs fill the queue, and there is always one to take the slot that frees.
    [Fact]
    public void Fairness_AFloodOfLongsWithFewShorts_LosesItsShortsPrecedence()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Fairness = Fairness.Application }, 1);
        world.Open(8);
        for (var job = 0; job < 50; job++)
        {
            world.Arrive(job < 11 ? JobClass.Short : JobClass.Long, "flood");
        }

        var other = world.Arrive(JobClass.Long, "other");
        world.Complete(world.Running[0]);

        Assert.NotNull(other.Destination);
    }

    // Others' Longs hold more than the guaranteed tenth, so nothing is left of it for the flood's.
    [Fact]
    public void Fairness_AFloodOfBothKinds_ItsShortsDoNotStarveItsLongs()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Fairness = Fairness.Application }, 1);
        world.Open(8);
        world.Arrive(JobClass.Long, "other");
        world.Arrive(JobClass.Long, "other");
        var longs = Enumerable.Range(0, 3).Select(_ => world.Arrive(JobClass.Long, "flood")).ToArray();
        for (var job = 0; job < 40; job++)
        {
            world.Arrive(JobClass.Short, "flood");
        }

        foreach (var ticket in longs)
        {
            world.Complete(ticket);
        }

        var waiting = world.Arrive(JobClass.Long, "flood");
        world.Complete(world.Running.First(ticket => ticket.Class == JobClass.Short));

        Assert.NotNull(waiting.Destination);
    }

    [Fact]
    public void Fairness_AHandfulOfShorts_GoesBeforeOthersLongs()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Fairness = Fairness.Application }, 1);
        world.Open(8);
        for (var job = 0; job < 15; job++)
        {
            world.Arrive(JobClass.Short, "handful");
        }

        var other = world.Arrive(JobClass.Long, "other");
        for (var job = 0; job < 6; job++)
        {
            world.Complete(world.Running[0]);
        }

        Assert.Null(other.Destination);
    }

    [Fact]
    public void Fairness_AFloodOfLongs_DelaysOnlyItself()
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Fairness = Fairness.Application }, 1);
        for (var job = 0; job < 200; job++)
        {
            world.Arrive(JobClass.Long, "flood");
        }

        var other = world.Arrive(JobClass.Long, "other");
        world.ServeOneByOne();

        Assert.InRange(world.Dispatched.IndexOf(other), 1, 20);
    }

    [Fact]
    public void Fairness_AnApplicationOfWeightThree_GetsThreeTimesAsMuch()
    {
        var weights = new Dictionary<string, double> { ["large"] = 3 };
        var world = new DispatchWorld(DispatchWorld.Plain with { Fairness = Fairness.Application, Weights = weights }, 1);
        for (var job = 0; job < 200; job++)
        {
            world.Arrive(JobClass.Short, job % 2 == 0 ? "large" : "small");
        }

        world.Open(1);
        while (world.Dispatched.Count < 100)
        {
            world.Pass(Millisecond * 5);
            world.Complete(world.Running[0]);
        }

        Assert.InRange(world.Dispatched.Count(ticket => ticket.Application == "large"), 72, 78);
    }
}
