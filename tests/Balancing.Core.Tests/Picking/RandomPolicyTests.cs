using Balancing.Core.Picking;

namespace Balancing.Core.Tests.Picking;

public sealed class RandomPolicyTests
{
    private readonly RandomPolicy _policy = new(new Random(1));

    // Bounds are six standard deviations.
    [Fact]
    public void Pick_WeightsDiffer_EachAsOftenAsItsWeight()
    {
        _policy.Follow(Sets.Fresh(1, 2, 7));

        var counts = Sets.Counts(_policy, 10_000, new ArrayLoads(new int[3], weights: [1, 2, 7]));

        Assert.InRange(counts[0], 820, 1180);
        Assert.InRange(counts[1], 1760, 2240);
    }

    [Fact]
    public void Pick_AllAlike_LoadsDoNotMatter()
    {
        _policy.Follow(Sets.Fresh(4));

        Assert.All(Sets.Counts(_policy, 10_000, new ArrayLoads([0, 900, 5, 1])), count => Assert.InRange(count, 2240, 2760));
    }

    // The great one is full: eight draws in vain, nearly always, and then along all.
    [Fact]
    public void Pick_TheHeaviestIsFull_TheOthersAsOftenAsTheirWeights()
    {
        double[] weights = [1_000_000, 1, 3, 1];
        _policy.Follow(Sets.Fresh(weights));

        var counts = Sets.Counts(_policy, 10_000, new ArrayLoads(new int[4], full: [true, false, false, false], weights: weights));

        Assert.Equal(0, counts[0]);
        Assert.InRange(counts[1], 1760, 2240);
        Assert.InRange(counts[2], 5705, 6295);
    }

    [Fact]
    public void Pick_SlowStartHoldsTheHeaviest_IsDrawnByWhatItHasNow()
    {
        _policy.Follow(Sets.Fresh(1, 9));

        var counts = Sets.Counts(_policy, 10_000, new ArrayLoads(new int[2], weights: [1, 1]));

        Assert.InRange(counts[0], 4700, 5300);
    }
}
