using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

/// <summary>A second try of a job beside its first.</summary>
public sealed class DispatchBesideTests
{
    [Fact]
    public void TryBeside_ASlotElsewhere_GoesThereAndBothCount()
    {
        var world = Open(2, 1, 1);
        var job = world.Arrive(JobClass.Short);

        var second = world.Beside(job);

        Assert.NotSame(job.Destination, second?.Destination);
        Assert.Equal([1, 1], world.Destinations.Select(one => one.InFlight));
        Assert.Equal(job.ArrivedAt, second!.ArrivedAt);
        world.CheckCounts();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TryBeside_NoSlotElsewhere_StaysWhereItIs(int destinations)
    {
        var world = Open(destinations, Enumerable.Repeat(1, destinations).ToArray());
        var jobs = Enumerable.Range(0, destinations).Select(_ => world.Arrive(JobClass.Short)).ToList();

        Assert.Null(world.Beside(jobs[0]));
        world.CheckCounts();
    }

    [Fact]
    public void TryBeside_JobThatHasEnded_DoesNothing()
    {
        var world = Open(2, 1, 1);
        var job = world.Arrive(JobClass.Short);
        world.Complete(job);

        Assert.Null(world.Beside(job));
        Assert.Equal([0, 0], world.Destinations.Select(one => one.InFlight));
    }

    [Fact]
    public void Withdraw_TheLoser_FreesItsSlotForTheNextAndIsNoFailure()
    {
        var world = Open(2, 1, 1);
        var job = world.Arrive(JobClass.Short);
        var second = world.Beside(job)!;
        var next = world.Arrive(JobClass.Short);
        Assert.Contains(next, world.Waiting);

        world.Withdraw(job);

        Assert.Same(job.Destination, next.Destination);
        Assert.Equal(0, job.Destination!.Failed);
        world.Complete(second);
        world.Complete(next);
        world.CheckCounts();
    }

    [Fact]
    public void Withdraw_Twice_IsPassedOver()
    {
        var world = Open(1, 1);
        var job = world.Arrive(JobClass.Short);
        world.Withdraw(job);

        world.Dispatcher.Withdraw(job, world.Now);

        Assert.Equal(0, world.Destinations[0].InFlight);
    }

    [Fact]
    public void Redirect_AfterASecondTry_GoesWhereNeitherWas()
    {
        var world = Open(3, 1, 1, 1);
        var job = world.Arrive(JobClass.Short);
        var second = world.Beside(job)!;
        var (first, other) = (job.Destination, second.Destination);
        world.Complete(second, succeeded: false);

        world.Redirect(job);

        Assert.NotNull(job.Destination);
        Assert.DoesNotContain(job.Destination, new[] { first, other });
    }

    private static DispatchWorld Open(int destinations, params int[] slots)
    {
        var world = new DispatchWorld(DispatchWorld.Plain, destinations);
        world.Open([.. slots.Select(one => (int?)one)]);
        return world;
    }
}
