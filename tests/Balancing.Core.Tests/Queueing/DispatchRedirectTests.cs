using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

public sealed class DispatchRedirectTests
{
    private readonly DispatchWorld _world = new(DispatchWorld.Plain, destinations: 3);

    [Fact]
    public void Redirect_AnotherIsFree_GoesThereAtOnce()
    {
        _world.Open(1, 1);
        var job = _world.Arrive(JobClass.Short);

        _world.Redirect(job);

        Assert.Equal("2", job.Destination!.Id);
        Assert.Equal(1, _world.Destinations[0].Failed);
        Assert.Equal(0, _world.Destinations[0].InFlight);
    }

    [Fact]
    public void Redirect_AllOthersFull_GoesBeforeThoseWhoWait()
    {
        _world.Open(1, 1);
        var returned = _world.Arrive(JobClass.Long);
        var other = _world.Arrive(JobClass.Long);
        var waiting = _world.Arrive(JobClass.Short);

        _world.Redirect(returned); // its own slot is the waiting job's now
        Assert.Equal("1", waiting.Destination!.Id);
        var late = _world.Arrive(JobClass.Short);
        _world.Complete(other);

        Assert.Equal("2", returned.Destination!.Id);
        Assert.Contains(late, _world.Waiting);
    }

    [Fact]
    public void Redirect_AllHaveBeenTried_IsRefused()
    {
        _world.Open(1, 1);
        var job = _world.Arrive(JobClass.Short);
        _world.Redirect(job);
        _world.Redirect(job);

        Assert.Equal([(job, RefusalReason.NoDestination)], _world.Refused);
        _world.CheckCounts();
    }

    [Fact]
    public void Redirect_TheLastUntriedOneCloses_IsRefused()
    {
        _world.Open(1, 1);
        var job = _world.Arrive(JobClass.Short);
        _world.Arrive(JobClass.Short);
        _world.Redirect(job);
        Assert.Empty(_world.Refused);

        _world.OpenOnly(1, open: false, slots: null);

        Assert.Equal([(job, RefusalReason.NoDestination)], _world.Refused);
    }

    [Fact]
    public void Redirect_WaitsBeyondItsDeadline_IsRefused()
    {
        _world.Open(1, 1);
        var job = _world.Arrive(JobClass.Short, deadline: TimeSpan.FromSeconds(1));
        _world.Arrive(JobClass.Short);
        _world.Redirect(job);

        Assert.Equal(TimeSpan.FromSeconds(1), _world.Dispatcher.NextLook);
        _world.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal([(job, RefusalReason.DeadlinePassed)], _world.Refused);
    }

    [Fact]
    public void ArriveAgain_OnlyOneIsOpen_GoesThereOnceMoreBeforeThoseWhoWait()
    {
        _world.Open(1);
        var job = _world.Arrive(JobClass.Long);
        var other = _world.Arrive(JobClass.Short);
        _world.Complete(job, succeeded: false);
        var waiting = _world.Arrive(JobClass.Short);

        _world.ArriveAgain(job);
        Assert.Contains(job, _world.Waiting); // the slot is the other's by now
        _world.Complete(other);

        Assert.Equal([job], _world.Running);
        Assert.Equal([waiting], _world.Waiting);
    }

    [Fact]
    public void ArriveAgain_HasBeenElsewhereBefore_MayGoAnywhere()
    {
        _world.Open(1, 1);
        var job = _world.Arrive(JobClass.Short);
        _world.Redirect(job);
        _world.Complete(job, succeeded: false);

        _world.ArriveAgain(job);
        _world.Redirect(job);

        Assert.Equal([job], _world.Running);
        Assert.Empty(_world.Refused);
    }

    [Fact]
    public void ArriveAgain_NoneIsOpen_IsRefused()
    {
        _world.Open(1);
        var job = _world.Arrive(JobClass.Short);
        _world.Complete(job, succeeded: false);
        _world.OpenOnly(0, open: false, slots: null);

        _world.ArriveAgain(job);

        Assert.Equal([(job, RefusalReason.NoDestination)], _world.Refused);
    }

    [Fact]
    public void ArriveAgain_StillRuns_Throws()
    {
        _world.Open(1);
        var job = _world.Arrive(JobClass.Short);

        Assert.Throws<InvalidOperationException>(() => _world.Dispatcher.ArriveAgain(job, _world.Now));
    }

    [Fact]
    public void HasOther_TriedInTurn_IsFalseAtTheLast()
    {
        _world.Open(1, 1);
        var job = _world.Arrive(JobClass.Short);
        Assert.True(_world.Dispatcher.HasOther(job));

        _world.Redirect(job);

        Assert.False(_world.Dispatcher.HasOther(job));
    }

    // A job that hangs everywhere is a Long, whatever it calls itself.
    [Fact]
    public void Redirect_RanForLong_TeachesThatItTakesSoLong()
    {
        _world.Open(null, null, null);
        _world.LearnShorts();
        foreach (var _ in Enumerable.Range(0, 4))
        {
            var job = _world.Arrive(JobClass.Short, "hangs");
            _world.Pass(TimeSpan.FromSeconds(1));
            _world.Running.Remove(job);
            _world.Waiting.Add(job);
            _world.Dispatcher.Redirect(job, _world.Now, ran: true);
        }

        Assert.Equal(JobClass.Long, _world.Arrive(JobClass.Short, "hangs").Class);
    }

    [Fact]
    public void ArriveAt_TheOneIsFull_GoesThereBeyondItsSlots()
    {
        _world.Open(1, 1);
        _world.ArriveAt(JobClass.Short, 0);
        _world.ArriveAt(JobClass.Short, 0);

        Assert.Equal(2, _world.Destinations[0].InFlight);
        Assert.Equal(0, _world.Destinations[1].InFlight);
    }

    [Fact]
    public void ArriveAt_OneOfTwoIsFree_GoesThere()
    {
        _world.Open(1, 1, 1);
        _world.ArriveAt(JobClass.Short, 0);

        Assert.Equal("2", _world.ArriveAt(JobClass.Short, 0, 1).Destination!.Id);
    }

    [Fact]
    public void SetSlots_More_SendsWhoWaits()
    {
        _world.Open(1);
        _world.Arrive(JobClass.Short);
        var waiting = _world.Arrive(JobClass.Short);

        _world.SetSlots(0, 2);

        Assert.Contains(waiting, _world.Running);
    }

    [Fact]
    public void NoDestinationOpen_ForTenSeconds_RefusesWhoWaits()
    {
        _world.Open(1);
        _world.Arrive(JobClass.Short);
        _world.Pass(TimeSpan.FromHours(1));
        var waiting = _world.Arrive(JobClass.Short);
        _world.Open();

        Assert.Equal(_world.Now + TimeSpan.FromSeconds(10), _world.Dispatcher.NextLook);
        _world.Pass(TimeSpan.FromSeconds(9.9));
        Assert.Empty(_world.Refused);
        _world.Pass(TimeSpan.FromSeconds(0.1));

        Assert.Equal([(waiting, RefusalReason.NoDestination)], _world.Refused);
    }
}
