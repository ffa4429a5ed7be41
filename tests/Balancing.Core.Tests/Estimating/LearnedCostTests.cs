using Balancing.Core.Estimating;

namespace Balancing.Core.Tests.Estimating;

public sealed class LearnedCostTests
{
    private const double Prior = 0.005;

    [Fact]
    public void Expected_NothingKnown_IsThePrior() => Assert.Equal(Prior, default(LearnedCost).Expected(Prior));

    [Fact]
    public void Learn_FirstJobIsAnOutlier_DoublesItAtMost()
    {
        var cost = default(LearnedCost);

        cost.Learn(1000, Prior);

        Assert.InRange(cost.Expected(Prior), Prior, 2 * Prior);
    }

    [Fact]
    public void Learn_FourLongJobs_IsFarFromThePrior()
    {
        var cost = default(LearnedCost);
        for (var job = 0; job < 4; job++)
        {
            cost.Learn(0.2, Prior);
        }

        Assert.True(cost.Expected(Prior) > 5 * Prior);
    }

    [Theory]
    [InlineData(10, 15)]
    [InlineData(0.1, 40)]
    public void Learn_AChangeByTen_IsLearnedWithinSomeTensOfJobs(double factor, int jobs)
    {
        var cost = default(LearnedCost);
        for (var job = 0; job < 1000; job++)
        {
            cost.Learn(0.05, Prior);
        }

        for (var job = 0; job < jobs; job++)
        {
            cost.Learn(0.05 * factor, Prior);
        }

        Assert.InRange(cost.Expected(Prior) / (0.05 * factor), 0.5, 2);
    }

    // One in a hundred is a Long by mistake: the cost is still that of a Short.
    [Fact]
    public void Learn_SomeWrongLabels_AreNoReasonToDoubt()
    {
        var chance = new Random(2);
        var cost = default(LearnedCost);
        for (var job = 0; job < 50_000; job++)
        {
            cost.Learn(chance.NextDouble() < 0.012 ? 0.2 : -Prior * Math.Log(1 - chance.NextDouble()), Prior);
            Assert.True(cost.Expected(Prior) < 5 * Prior, $"job {job}");
        }
    }
}
