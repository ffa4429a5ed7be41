using Balancing.Core.Retrying;

namespace Balancing.Core.Tests.Retrying;

public sealed class RetryBudgetTests
{
    private readonly RetryBudget _budget = new(new RetrySettings { BudgetShare = 0.2, BudgetPerSecond = 10 });

    [Fact]
    public void TryTake_AtTheStart_GivesTenSecondsWorthAtOnce() => Assert.Equal(100, TakeAll(TimeSpan.Zero));

    [Fact]
    public void TryTake_Spent_FillsByTenASecond()
    {
        TakeAll(TimeSpan.Zero);

        Assert.Equal(1, TakeAll(TimeSpan.FromSeconds(0.1)));
        Assert.Equal(5, TakeAll(TimeSpan.FromSeconds(0.6)));
        Assert.Equal(100, TakeAll(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void TryTake_Spent_FillsByAFifthOfTheRequests()
    {
        TakeAll(TimeSpan.Zero);

        Count(10);

        Assert.Equal(2, TakeAll(TimeSpan.Zero));
    }

    // 1,000 a second for a minute: a fifth of them may be tried again, ten seconds' worth at once.
    [Fact]
    public void TryTake_BusyHour_GivesAFifthOfTenSecondsAtOnce()
    {
        for (var second = 1; second <= 60; second++)
        {
            Count(1000);
            Assert.True(_budget.TryTake(TimeSpan.FromSeconds(second)));
        }

        Assert.InRange(TakeAll(TimeSpan.FromSeconds(60)), 2000, 2100);
    }

    [Fact]
    public void TryTake_QuietAfterABusyHour_ForgetsIt()
    {
        Count(100_000);
        Assert.True(_budget.TryTake(TimeSpan.FromSeconds(10)));

        Assert.Equal(100, TakeAll(TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void TryTake_ClockJumpsBack_StandsStill()
    {
        TakeAll(TimeSpan.FromSeconds(10));

        Assert.Equal(0, TakeAll(TimeSpan.FromSeconds(5)));
        Assert.Equal(1, TakeAll(TimeSpan.FromSeconds(10.1)));
    }

    // The bound that is promised, over any sequence: a fifth of the requests, ten a second, and what the bucket held at the start.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TryTake_AnySequence_StaysWithinTheBudget(int seed)
    {
        var random = new Random(seed);
        var (requests, taken, now) = (0, 0, TimeSpan.Zero);
        for (var step = 0; step < 20_000; step++)
        {
            switch (random.Next(3))
            {
                case 0:
                    var came = random.Next(20);
                    requests += came;
                    Count(came);
                    break;
                case 1:
                    now += TimeSpan.FromMilliseconds(random.Next(50));
                    break;
                default:
                    taken += Enumerable.Range(0, 5).Count(_ => _budget.TryTake(now));
                    break;
            }

            Assert.True(taken <= (0.2 * requests) + (10 * now.TotalSeconds) + 100.001, $"{taken} of {requests} after {now}");
        }

        Assert.True(taken > 0.2 * requests, "what is promised is given, too");
    }

    [Fact]
    public void TryTake_NoBudgetAtAll_GivesNone() => Assert.False(new RetryBudget(new RetrySettings { BudgetShare = 0, BudgetPerSecond = 0 }).TryTake(TimeSpan.FromHours(1)));

    private void Count(int requests)
    {
        for (var request = 0; request < requests; request++)
        {
            _budget.CountRequest();
        }
    }

    private int TakeAll(TimeSpan now)
    {
        var taken = 0;
        while (_budget.TryTake(now))
        {
            taken++;
        }

        return taken;
    }
}
