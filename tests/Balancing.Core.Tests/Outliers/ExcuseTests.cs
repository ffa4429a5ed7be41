using Balancing.Core.Outliers;
using Balancing.Core.Retrying;

namespace Balancing.Core.Tests.Outliers;

/// <summary>Jobs that nobody can do say nothing of the destinations that tried.</summary>
public sealed class ExcuseTests
{
    private readonly OutlierWorld _world = new(3);

    [Fact]
    public void Excuse_EachFailureBeforeTheNext_NeverEjects()
    {
        for (var job = 0; job < 100; job++)
        {
            _world.End(0, TryOutcome.ServerError);
            _world.Detector.Excuse(_world.Destinations[0], _world.Now, _world.Now);
        }

        Assert.Empty(_world.Told);
        Assert.Equal((0, 0), (_world.Destinations[0].Results, _world.Destinations[0].FailedResults));
    }

    [Fact]
    public void Excuse_OneOfThoseItWasEjectedFor_TakesTheEjectionBackAsIfItHadNotBeen()
    {
        _world.End(0, TryOutcome.ServerError, times: 5);

        Assert.True(_world.Detector.Excuse(_world.Destinations[0], _world.Now, _world.Now));

        Assert.Equal((OutlierState.Good, 0, true, null), (_world.Destinations[0].State, _world.Destinations[0].Ejections, _world.Destinations[0].IsUsed, _world.Destinations[0].JobLimit));
        Assert.Equal(["ejected 0", "acquitted 0"], _world.Told);
    }

    [Fact]
    public void Excuse_TheTrial_GivesItAnotherOne()
    {
        _world.End(0, TryOutcome.ServerError, times: 5);
        _world.Pass(5);
        _world.End(0, TryOutcome.ServerError);

        _world.Detector.Excuse(_world.Destinations[0], _world.Now, _world.Now);

        Assert.Equal((OutlierState.OnTrial, 1, 1), (_world.Destinations[0].State, _world.Destinations[0].Ejections, _world.Destinations[0].JobLimit));
    }

    [Fact]
    public void Excuse_AFailureOfLongBefore_LeavesTheEjection()
    {
        _world.End(0, TryOutcome.ServerError);
        var failedAt = _world.Now;
        _world.End(0, TryOutcome.Answered);
        _world.Pass(3);
        _world.End(0, TryOutcome.ServerError, times: 5);

        Assert.False(_world.Detector.Excuse(_world.Destinations[0], failedAt, _world.Now));

        Assert.Equal(OutlierState.Ejected, _world.Destinations[0].State);
    }

    [Fact]
    public void Excuse_MoreFailedThanWasNeeded_LeavesTheEjectionUntilThatIsGone()
    {
        // With the others failing, too, it could not be ejected at the fifth.
        _world.End(1, TryOutcome.ServerError, times: 4);
        _world.End(2, TryOutcome.ServerError, times: 4);
        _world.End(0, TryOutcome.ServerError, times: 6);
        _world.End(1, TryOutcome.Answered);
        _world.End(0, TryOutcome.ServerError);

        Assert.False(_world.Detector.Excuse(_world.Destinations[0], _world.Now, _world.Now));
        Assert.False(_world.Detector.Excuse(_world.Destinations[0], _world.Now, _world.Now));
        Assert.True(_world.Detector.Excuse(_world.Destinations[0], _world.Now, _world.Now));
    }
}
