using Balancing.Core.Retrying;

namespace Balancing.Core.Tests.Retrying;

public sealed class RetryJudgeTests
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(1);
    private static readonly FailedTry Lost = new(TryOutcome.BrokeOff, MayRepeat: true, HasOther: true, RetryAfter: null, TimeSpan.MaxValue);

    private readonly RetryJudge _judge = new(new RetrySettings(), new Random(1));
    private TryHistory _history;

    public static TheoryData<TryOutcome> Failures =>
        [TryOutcome.ServerError, TryOutcome.Unavailable, TryOutcome.BrokeOff, TryOutcome.BrokeOffLate, TryOutcome.Garbled, TryOutcome.TimedOut];

    [Theory]
    [MemberData(nameof(Failures))]
    public void Judge_MayBeRepeated_GoesElsewhere(TryOutcome outcome)
        => Assert.Equal(new RetryVerdict(RetryDecision.Elsewhere), Judge(Lost with { Outcome = outcome }));

    [Theory]
    [MemberData(nameof(Failures))]
    public void Judge_MayNotBeRepeated_IsNotTriedAgain(TryOutcome outcome)
        => Assert.Equal(RetryDecision.NotRepeatable, Judge(Lost with { Outcome = outcome, MayRepeat = false }).Decision);

    [Theory]
    [InlineData(TryOutcome.Answered)]
    [InlineData(TryOutcome.Abandoned)]
    public void Judge_NothingWentWrong_IsDone(TryOutcome outcome)
    {
        Assert.Equal(RetryDecision.Done, Judge(Lost with { Outcome = outcome }).Decision);
        Assert.Equal(default, _history);
    }

    [Fact]
    public void Judge_NotConnected_GoesElsewhereWhateverItIsAndHoweverOften()
    {
        var judge = new RetryJudge(new RetrySettings { MaxTries = 1, BudgetShare = 0, BudgetPerSecond = 0 }, new Random(1));
        var refused = Lost with { Outcome = TryOutcome.NotConnected, MayRepeat = false };

        for (var attempt = 0; attempt < 100; attempt++)
        {
            Assert.Equal(RetryDecision.Elsewhere, judge.Judge(ref _history, refused, Now).Decision);
        }

        Assert.Equal(RetryDecision.NoDestination, judge.Judge(ref _history, refused with { HasOther = false }, Now).Decision);
    }

    [Fact]
    public void Judge_ThirdTry_IsTheLast()
    {
        Assert.True(Judge(Lost with { Outcome = TryOutcome.TimedOut }).GoesOn);
        Assert.True(Judge(Lost with { Outcome = TryOutcome.Unavailable }).GoesOn);
        Assert.True(Judge(Lost with { Outcome = TryOutcome.NotConnected }).GoesOn); // not counted

        Assert.Equal(RetryDecision.Exhausted, Judge(Lost with { Outcome = TryOutcome.Garbled }).Decision);
    }

    [Theory]
    [InlineData(TryOutcome.BrokeOff)]
    [InlineData(TryOutcome.BrokeOffLate)]
    public void Judge_TwoDestinationsBrokeOff_IsPoison(TryOutcome second)
    {
        Judge(Lost);

        Assert.Equal(RetryDecision.Poison, Judge(Lost with { Outcome = second }).Decision);
    }

    [Fact]
    public void Judge_TwoDestinationsErred_TakesTheirWordForIt()
    {
        Assert.True(Judge(Lost with { Outcome = TryOutcome.ServerError }).GoesOn);

        Assert.Equal(RetryDecision.SameError, Judge(Lost with { Outcome = TryOutcome.ServerError }).Decision);
    }

    [Fact]
    public void Judge_BudgetSpent_IsNotTriedAgain()
    {
        var verdicts = Enumerable.Range(0, 101).Select(_ => JudgeNew(Lost).Decision).ToArray();

        Assert.All(verdicts[..100], verdict => Assert.Equal(RetryDecision.Elsewhere, verdict)); // ten a second, for ten seconds
        Assert.Equal(RetryDecision.BudgetSpent, verdicts[100]);
    }

    [Fact]
    public void Judge_RefusedForOtherReasons_TakesNothingOutOfTheBudget()
    {
        for (var request = 0; request < 1000; request++)
        {
            JudgeNew(Lost with { MayRepeat = false });
            JudgeNew(Lost with { Outcome = TryOutcome.TimedOut, HasOther = false });
        }

        Assert.True(Judge(Lost).GoesOn);
    }

    [Theory]
    [InlineData(TryOutcome.BrokeOff, RetryDecision.AfterPause)]
    [InlineData(TryOutcome.Unavailable, RetryDecision.AfterPause)]
    [InlineData(TryOutcome.TimedOut, RetryDecision.NoDestination)]
    [InlineData(TryOutcome.Garbled, RetryDecision.NoDestination)]
    [InlineData(TryOutcome.ServerError, RetryDecision.NoDestination)]
    public void Judge_NoOtherDestination_PausesWhereThatMayHelp(TryOutcome outcome, RetryDecision expected)
        => Assert.Equal(expected, Judge(Lost with { Outcome = outcome, HasOther = false }).Decision);

    [Fact]
    public void Judge_Pauses_DoubleAndScatter()
    {
        var full = Lost with { Outcome = TryOutcome.Unavailable, HasOther = false };
        for (var request = 0; request < 40; request++)
        {
            _history = default;
            Assert.InRange(Judge(full).Pause.TotalMilliseconds, 25, 75);
            Assert.InRange(Judge(full).Pause.TotalMilliseconds, 50, 150);
        }

        Assert.True(Enumerable.Range(0, 10).Select(_ => JudgeNew(full).Pause).Distinct().Count() > 5);
    }

    [Theory]
    [InlineData(0, RetryDecision.AfterPause)]
    [InlineData(0.9, RetryDecision.AfterPause)]
    [InlineData(1.1, RetryDecision.NoDestination)]
    public void Judge_NoOtherAndRetryAfter_WaitsSoLongOrNotAtAll(double seconds, RetryDecision expected)
    {
        var after = TimeSpan.FromSeconds(seconds);

        var verdict = Judge(Lost with { Outcome = TryOutcome.Unavailable, HasOther = false, RetryAfter = after });

        Assert.Equal(expected, verdict.Decision);
        Assert.True(expected == RetryDecision.NoDestination || verdict.Pause >= after);
    }

    [Fact]
    public void Judge_RetryAfterAndAnother_GoesThereAtOnce() => Assert.Equal(
        new RetryVerdict(RetryDecision.Elsewhere), Judge(Lost with { Outcome = TryOutcome.Unavailable, RetryAfter = TimeSpan.FromHours(1) }));

    [Theory]
    [InlineData(TryOutcome.TimedOut)]
    [InlineData(TryOutcome.NotConnected)]
    public void Judge_DeadlinePassed_IsNotTriedAgain(TryOutcome outcome)
        => Assert.Equal(RetryDecision.OutOfTime, Judge(Lost with { Outcome = outcome, Remaining = TimeSpan.Zero }).Decision);

    [Fact]
    public void Judge_PauseBeyondTheDeadline_IsNotTriedAgain()
        => Assert.Equal(RetryDecision.NoDestination, Judge(Lost with { HasOther = false, Remaining = TimeSpan.FromMilliseconds(20) }).Decision);

    [Fact]
    public void TryHedge_ManyRequests_IsGivenToOneInTwenty()
    {
        Assert.False(_judge.TryHedge(Now));

        for (var request = 0; request < 100; request++)
        {
            _judge.CountRequest();
        }

        Assert.Equal(5, Enumerable.Range(0, 20).Count(_ => _judge.TryHedge(Now)));
        _judge.GiveHedgeBack();
        Assert.True(_judge.TryHedge(Now));
        Assert.True(Judge(Lost).GoesOn); // that of retries is another
    }

    [Fact]
    public void TryPromise_WithinTheBudget_IsPaidOnce()
    {
        var judge = new RetryJudge(new RetrySettings { BudgetShare = 0, BudgetPerSecond = 0.1 }, new Random(1));
        var late = Lost with { Outcome = TryOutcome.TimedOut };

        Assert.True(judge.TryPromise(_history, late, Now)); // all there is
        Assert.False(judge.TryPromise(_history, late, Now));
        Assert.Equal(RetryDecision.Elsewhere, judge.Judge(ref _history, late with { IsPromised = true }, Now).Decision);
        Assert.Equal(RetryDecision.BudgetSpent, judge.Judge(ref _history, late, Now).Decision);
    }

    [Fact]
    public void TryPromise_WhatMayNotBeTriedAgain_IsRefusedAndCostsNothing()
    {
        var judge = new RetryJudge(new RetrySettings { BudgetShare = 0, BudgetPerSecond = 0.1, MaxTries = 2 }, new Random(1));
        var late = Lost with { Outcome = TryOutcome.TimedOut };

        Assert.False(judge.TryPromise(_history, late with { MayRepeat = false }, Now));
        Assert.False(judge.TryPromise(_history, late with { HasOther = false }, Now));
        Assert.False(judge.TryPromise(_history, late with { Remaining = TimeSpan.Zero }, Now));
        Assert.False(judge.TryPromise(_history with { Tries = 1 }, late, Now));
        Assert.True(judge.TryPromise(_history, late, Now));
    }

    private RetryVerdict Judge(FailedTry failed) => _judge.Judge(ref _history, failed, Now);

    private RetryVerdict JudgeNew(FailedTry failed)
    {
        _history = default;
        return Judge(failed);
    }
}
