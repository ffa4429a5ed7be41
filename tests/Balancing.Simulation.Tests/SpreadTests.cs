namespace Balancing.Simulation.Tests;

public sealed class SpreadTests
{
    public static TheoryData<Spread> Every =>
    [
        Spread.Constant, Spread.Exponential, Spread.Lognormal(0.3), Spread.Lognormal(1.5), Spread.Pareto(1.5, 1000), Spread.Pareto(0.8, 100), Spread.Pareto(2.5, 50),
    ];

    // 400,000 draws: for the widest, sigma 1.5 with a standard deviation of 2.9 means, the standard error is 0.5 %.
    [Theory]
    [MemberData(nameof(Every))]
    public void Draw_AnySpread_HasTheMeanOne(Spread spread)
    {
        var random = new Random(1);

        Assert.InRange(Enumerable.Range(0, 400_000).Average(_ => spread.Draw(random)), 0.98, 1.02);
    }

    [Fact]
    public void Draw_ParetoOf100_KeepsTheRatioOfLongestAndShortest()
    {
        var random = new Random(1);
        var drawn = Enumerable.Range(0, 200_000).Select(_ => Spread.Pareto(1.5, 100).Draw(random)).ToArray();

        Assert.InRange(drawn.Max() / drawn.Min(), 50, 100);
    }

    [Fact]
    public void Create_OutOfRange_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Spread.Lognormal(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Spread.Lognormal(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => Spread.Pareto(1, 100));
        Assert.Throws<ArgumentOutOfRangeException>(() => Spread.Pareto(1.5, 1));
    }
}
