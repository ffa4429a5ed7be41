using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

/// <summary>One slot and one job sent ahead of it: what such jobs teach.</summary>
public sealed class DispatchAheadTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    // Where nobody's slot is ever idle all but the first are sent ahead. The first jobs of a worker are slow: what they taught would hold for as long as the load lasts.
    [Fact]
    public void Complete_SentAhead_TeachesWhatItTookSinceASlotWasFreedForIt()
    {
        var world = Saturated(cold: 20);

        Serve(world, 200, each: Millisecond * 5);

        Assert.All(world.Dispatched.TakeLast(100), ticket => Assert.True(ticket.WasPrefetched));
        Assert.InRange(world.Arrive(JobClass.Short, "a").Expected.TotalMilliseconds, 4.5, 6);
    }

    [Fact]
    public void Complete_SentAhead_DoesNotCountTheWaitThere()
    {
        var world = Saturated(cold: 0);
        for (var job = 0; job < 100; job++)
        {
            // One in four takes far longer, and the one behind it waits for as long.
            Serve(world, 1, Millisecond * (job % 4 == 0 ? 20 : 2));
        }

        Assert.InRange(world.Arrive(JobClass.Short, "a").Expected.TotalMilliseconds, 5, 9); // 6.5; with the wait 13
    }

    [Fact]
    public void Complete_SlotsChangedWhileItWaitedThere_TeachesNothing()
    {
        var world = Saturated(cold: 0);
        Serve(world, 100, Millisecond * 5);

        for (var job = 0; job < 40; job++)
        {
            world.SetSlots(0, 2); // it may run since now, or not yet
            world.SetSlots(0, 1);
            Serve(world, 1, Millisecond * 10);
        }

        Assert.InRange(world.Arrive(JobClass.Short, "a").Expected.TotalMilliseconds, 4.5, 6);
    }

    [Fact]
    public void Complete_FailedWhileItWaitedThere_LeavesTheTurnToTheNext()
    {
        var world = Saturated(cold: 0, prefetch: 2);
        Serve(world, 100, Millisecond * 5);
        var ahead = world.Running.First(ticket => ticket.WasPrefetched && ticket != world.Running[0]);

        world.Pass(Millisecond * 2);
        world.Complete(ahead, succeeded: false);
        Serve(world, 100, Millisecond * 5);

        Assert.InRange(world.Arrive(JobClass.Short, "a").Expected.TotalMilliseconds, 4.5, 6);
    }

    // So many first jobs that take half a second; then the slot is never idle, and one waits there and fifty here.
    private static DispatchWorld Saturated(int cold, int prefetch = 1)
    {
        var world = new DispatchWorld(DispatchWorld.Plain with { Prefetch = prefetch, Overload = OverloadRule.None }, 1);
        world.Open(1);
        for (var job = 0; job < cold; job++)
        {
            var ticket = world.Arrive(JobClass.Short);
            world.Pass(Millisecond * 500);
            world.Complete(ticket);
        }

        for (var job = 0; job < 50; job++)
        {
            world.Arrive(JobClass.Short);
        }

        return world;
    }

    // One after the other, in the order in which they came there; for each that ends another comes.
    private static void Serve(DispatchWorld world, int jobs, TimeSpan each)
    {
        for (var job = 0; job < jobs; job++)
        {
            world.Pass(each);
            world.Complete(world.Running[0]);
            world.Arrive(JobClass.Short);
        }
    }
}
