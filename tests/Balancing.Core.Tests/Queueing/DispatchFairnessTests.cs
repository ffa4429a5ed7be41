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
}
