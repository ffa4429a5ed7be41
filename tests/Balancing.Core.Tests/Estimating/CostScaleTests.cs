using Balancing.Core.Estimating;

namespace Balancing.Core.Tests.Estimating;

public sealed class CostScaleTests
{
    [Theory]
    [InlineData(0.005, 0.2)]
    [InlineData(1, 60)]
    [InlineData(0.0001, 0.001)]
    public void Cut_TwoHeaps_LiesBetween(double low, double high)
    {
        var scale = Filled(low, high, longShare: 0.1);

        Assert.InRange(scale.Cut, low * 1.5, high / 1.5);
    }

    [Fact]
    public void Cut_OneHeap_IsNone() => Assert.Equal(double.PositiveInfinity, Filled(0.1, 0.1, longShare: 0).Cut);

    [Fact]
    public void Cut_FewStrangers_IsNone() => Assert.Equal(double.PositiveInfinity, Filled(0.005, 10, longShare: 0.002).Cut);

    [Fact]
    public void Cut_TheWorldBecomesAnother_Follows()
    {
        var scale = Filled(0.005, 0.2, longShare: 0.1);

        Fill(scale, 1, 60, longShare: 0.1);

        Assert.InRange(scale.Cut, 1.5, 40);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.MaxValue)]
    public void Add_CostsWithoutSense_FallIntoABin(double seconds)
    {
        var scale = new CostScale();
        for (var job = 0; job < 1000; job++)
        {
            scale.Add(seconds);
        }

        Assert.Equal(double.PositiveInfinity, scale.Cut);
    }

    private static CostScale Filled(double low, double high, double longShare)
    {
        var scale = new CostScale();
        Fill(scale, low, high, longShare);
        return scale;
    }

    // Expected costs scatter by a fifth or so.
    private static void Fill(CostScale scale, double low, double high, double longShare)
    {
        var chance = new Random(8);
        for (var job = 0; job < 20_000; job++)
        {
            scale.Add((chance.NextDouble() < longShare ? high : low) * (0.8 + (0.4 * chance.NextDouble())));
        }
    }
}
