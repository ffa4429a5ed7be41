using Balancing.Core.Outliers;
using Balancing.Core.Retrying;

namespace Balancing.Core.Tests.Outliers;

public sealed class PanicTests
{
    [Fact]
    public void Choose_TheHealthyOnesClose_UsesTheLeastBadOfTheEjected()
    {
        var world = new OutlierWorld(4, new OutlierSettings { Panic = 0.25 });
        world.End(0, TryOutcome.NotConnected, times: 5);
        world.End(1, TryOutcome.ServerError, times: 5);

        world.Set(2, Standing.Closed);
        Assert.Equal([3], world.Used);
        world.Set(3, Standing.Closed);

        // Errors are answers, at least.
        Assert.Equal([1], world.Used);
        Assert.True(world.Detector.IsPanic);
        world.Set(3, Standing.Open);
        Assert.Equal([3], world.Used);
        Assert.Equal(["ejected 0", "ejected 1", "panic", "no panic"], world.Told);
    }

    [Fact]
    public void Choose_EquallyBad_UsesAllOfThem()
    {
        var world = new OutlierWorld(4);
        world.End(0, TryOutcome.ServerError, times: 5);
        world.End(1, TryOutcome.ServerError, times: 5);

        world.Set(2, Standing.Closed);
        world.Set(3, Standing.Closed);

        Assert.Equal([0, 1], world.Used);
    }

    [Fact]
    public void Choose_FewerHealthyThanTheShare_UsesOthersBesideThem()
    {
        var world = new OutlierWorld(4, new OutlierSettings { Panic = 0.5 });
        world.End(0, TryOutcome.ServerError, times: 5);
        world.Set(1, Standing.Closed);

        Assert.Equal([2, 3], world.Used);
        world.Set(2, Standing.Closed);

        Assert.Equal([0, 3], world.Used);
    }

    [Fact]
    public void Choose_OnTrialInPanic_IsNotLimited()
    {
        var world = new OutlierWorld(2);
        world.End(0, TryOutcome.ServerError, times: 5);
        world.Pass(5);
        Assert.Equal(1, world.Destinations[0].JobLimit);

        world.Set(1, Standing.Closed);

        Assert.Equal((true, null), (world.Destinations[0].IsUsed, world.Destinations[0].JobLimit));
    }

    [Fact]
    public void Choose_ProbesAreAnsweredWithErrors_UsesThemWhenNobodyElseIsLeft()
    {
        var world = new OutlierWorld(3);

        world.Set(0, Standing.Doubted);
        world.Set(1, Standing.Closed);
        Assert.Equal([2], world.Used);
        world.Set(2, Standing.Closed);

        Assert.Equal([0], world.Used);
        Assert.True(world.Detector.IsPanic);
    }

    [Fact]
    public void Choose_NobodyAnswers_UsesNobodyAndIsNoPanic()
    {
        var world = new OutlierWorld(2);

        world.Set(0, Standing.Closed);
        world.Set(1, Standing.Closed);

        Assert.Empty(world.Used);
        Assert.False(world.Detector.IsPanic);
    }
}
