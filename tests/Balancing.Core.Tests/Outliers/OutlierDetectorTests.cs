using Balancing.Core.Outliers;
using Balancing.Core.Retrying;

namespace Balancing.Core.Tests.Outliers;

public sealed class OutlierDetectorTests
{
    [Theory]
    [InlineData(TryOutcome.ServerError, EjectionReason.Failures)]
    [InlineData(TryOutcome.Unavailable, EjectionReason.Failures)]
    [InlineData(TryOutcome.BrokeOff, EjectionReason.Failures)]
    [InlineData(TryOutcome.BrokeOffLate, EjectionReason.Failures)]
    [InlineData(TryOutcome.Garbled, EjectionReason.Failures)]
    [InlineData(TryOutcome.NotConnected, EjectionReason.Unreachable)]
    [InlineData(TryOutcome.TimedOut, EjectionReason.Silent)]
    public void TryEnded_FiveFailuresInARow_Ejects(TryOutcome outcome, EjectionReason reason)
    {
        var world = new OutlierWorld(3);

        Assert.False(world.End(0, outcome, times: 4));
        Assert.True(world.End(0, outcome));

        Assert.Equal((OutlierState.Ejected, reason), (world.Destinations[0].State, world.Destinations[0].Reason));
        Assert.Equal([1, 2], world.Used);
        Assert.InRange(world.Destinations[0].EjectedUntil, world.Now + TimeSpan.FromSeconds(4.5), world.Now + TimeSpan.FromSeconds(5));
        Assert.Equal(["ejected 0"], world.Told);
    }

    [Fact]
    public void TryEnded_ASuccessBetweenFailuresOrAClientThatLeft_DoesNotEject()
    {
        var world = new OutlierWorld(3);

        for (var round = 0; round < 5; round++)
        {
            world.End(0, TryOutcome.ServerError, times: 4);
            world.End(0, TryOutcome.Answered);
            world.End(1, TryOutcome.Abandoned, times: 5);
        }

        Assert.Equal([0, 1, 2], world.Used);
    }

    [Fact]
    public void TryEnded_AllFailAlike_EjectsNobody()
    {
        // The jobs, or what all workers stand on, are at fault: nobody would do better.
        var world = new OutlierWorld(3);

        for (var round = 0; round < 100; round++)
        {
            world.End(round % 3, TryOutcome.ServerError);
        }

        Assert.Equal([0, 1, 2], world.Used);
        Assert.False(world.Detector.IsPanic);
    }

    [Fact]
    public void TryEnded_TwoOfThreeFailEverything_EjectsBothAndNeverTheThird()
    {
        var world = new OutlierWorld(3);

        for (var round = 0; round < 50; round++)
        {
            world.End(0, TryOutcome.ServerError);
            world.End(1, TryOutcome.ServerError);
            world.End(2, round < 10 ? TryOutcome.Answered : TryOutcome.ServerError);
        }

        Assert.Equal([2], world.Used);
    }

    [Fact]
    public void TryEnded_TheOnlyOne_IsNeverEjected()
    {
        var world = new OutlierWorld(1);

        world.End(0, TryOutcome.NotConnected, times: 100);

        Assert.Equal([0], world.Used);
    }

    [Fact]
    public void TryEnded_MoreFailThanMayBeEjected_LeavesTheOthers()
    {
        var world = new OutlierWorld(10, new OutlierSettings { MaxEjected = 0.3 });

        for (var destination = 0; destination < 6; destination++)
        {
            world.End(destination, TryOutcome.ServerError, times: 10);
        }

        Assert.Equal([3, 4, 5, 6, 7, 8, 9], world.Used);
    }

    [Fact]
    public void Advance_EjectionIsOver_GivesOneJobAtATimeUntilOneSucceeds()
    {
        var world = new OutlierWorld(3);
        world.End(0, TryOutcome.ServerError, times: 5);

        world.Pass(5);

        Assert.Equal((OutlierState.OnTrial, true, 1), (world.Destinations[0].State, world.Destinations[0].IsUsed, world.Destinations[0].JobLimit));
        Assert.True(world.End(0, TryOutcome.Answered));
        Assert.Equal((OutlierState.Good, null), (world.Destinations[0].State, world.Destinations[0].JobLimit));
        Assert.Equal(["ejected 0", "on trial 0", "returned 0"], world.Told);
    }

    [Fact]
    public void TryEnded_TrialFails_EjectsAtOnceAndForTwiceAsLong()
    {
        var world = new OutlierWorld(3);
        world.End(0, TryOutcome.ServerError, times: 5);
        var previous = TimeSpan.Zero;

        for (var trial = 0; trial < 8; trial++)
        {
            var lasts = world.Destinations[0].EjectedUntil - world.Now;
            Assert.True(lasts > previous || lasts > TimeSpan.FromSeconds(100), $"ejection {trial} lasts {lasts}, the one before {previous}");
            Assert.True(lasts <= TimeSpan.FromMinutes(2), "the cap is one");
            previous = lasts;
            world.Pass(lasts.TotalSeconds);
            world.End(0, TryOutcome.TimedOut);
            Assert.Equal(OutlierState.Ejected, world.Destinations[0].State);
        }
    }

    [Fact]
    public void TryEnded_OfBeforeTheTrial_DecidesNothing()
    {
        var world = new OutlierWorld(3);
        var began = world.Now;
        world.End(0, TryOutcome.TimedOut, times: 5);
        world.Pass(5);

        world.Detector.TryEnded(world.Destinations[0], TryOutcome.TimedOut, began, world.Now);

        Assert.Equal(OutlierState.OnTrial, world.Destinations[0].State);
    }

    [Fact]
    public void TryEnded_LongGoodAfterEjections_BeginsWithShortOnesAgain()
    {
        var world = new OutlierWorld(3);
        world.End(0, TryOutcome.ServerError, times: 5);
        world.Pass(5);
        world.End(0, TryOutcome.ServerError);
        world.Pass(10);
        world.End(0, TryOutcome.ServerError);
        Assert.Equal(3, world.Destinations[0].Ejections);
        world.Pass(20);
        world.End(0, TryOutcome.Answered);

        // Half a minute for each: the third one takes the first half, the second one what follows.
        world.End(0, TryOutcome.Answered, times: 70, after: 1);
        world.End(0, TryOutcome.ServerError, times: 5);

        Assert.Equal(2, world.Destinations[0].Ejections);
    }

    [Fact]
    public void Probed_GoneAndBackAgain_EndsTheEjectionTwiceButNotForOneThatFlaps()
    {
        var world = new OutlierWorld(3);
        for (var round = 1; round <= 3; round++)
        {
            world.End(0, TryOutcome.NotConnected, times: 5);
            world.Detector.Probed(world.Destinations[0], answered: false, world.Now);
            world.Pass(1);
            world.Detector.Probed(world.Destinations[0], answered: true, world.Now);
            Assert.Equal(round < 3 ? OutlierState.OnTrial : OutlierState.Ejected, world.Destinations[0].State);
            world.End(0, TryOutcome.Answered);
        }
    }

    [Fact]
    public void Probed_NeverGone_DoesNotEndAnEjectionForErrors()
    {
        // Its health path answers while its jobs fail: the black hole itself.
        var world = new OutlierWorld(3);
        world.End(0, TryOutcome.ServerError, times: 5);

        world.Detector.Probed(world.Destinations[0], answered: true, world.Now);

        Assert.Equal(OutlierState.Ejected, world.Destinations[0].State);
    }

    [Fact]
    public void Advance_FailsFarMoreOftenThanOthers_EjectsWithoutARowOfFailures()
    {
        var world = new OutlierWorld(3);

        for (var job = 0; job < 60; job++)
        {
            world.End(0, job % 2 == 0 ? TryOutcome.ServerError : TryOutcome.Answered, after: 0.02);
            world.End(1, TryOutcome.Answered);
            world.End(2, TryOutcome.Answered);
        }

        Assert.Equal((OutlierState.Ejected, EjectionReason.FailureRate), (world.Destinations[0].State, world.Destinations[0].Reason));
    }

    [Fact]
    public void Use_EjectionSwitchedOff_LetsEverybodyBack()
    {
        var world = new OutlierWorld(3);
        world.End(0, TryOutcome.ServerError, times: 5);

        world.Use(new OutlierSettings { Ejects = false });
        world.End(1, TryOutcome.ServerError, times: 50);

        Assert.Equal([0, 1, 2], world.Used);
    }

    [Fact]
    public void Advance_ClockJumpsToTheEndOfTime_EndsEjections()
    {
        var world = new OutlierWorld(3);
        world.End(0, TryOutcome.ServerError, times: 5);

        world.Now = TimeSpan.MaxValue;
        world.Detector.Advance(world.Now);

        Assert.Equal(OutlierState.OnTrial, world.Destinations[0].State);
    }

    [Fact]
    public void Advance_ClockIsSetBack_EndsEjectionsNoLaterThanWithoutIt()
    {
        var world = new OutlierWorld(3) { Now = TimeSpan.FromDays(100) };
        world.End(0, TryOutcome.ServerError, times: 5);

        world.Now = TimeSpan.Zero;
        world.Detector.Advance(world.Now);
        Assert.Equal(OutlierState.Ejected, world.Destinations[0].State);
        world.Pass(5);
        world.End(0, TryOutcome.Answered);

        Assert.Equal(OutlierState.Good, world.Destinations[0].State);
    }
}
