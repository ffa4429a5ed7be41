using Balancing.Core.Picking;
using FsCheck.Xunit;

namespace Balancing.Core.Tests.Picking;

public sealed class WeightedRoundRobinPolicyTests
{
    private readonly WeightedRoundRobinPolicy _policy = new();

    // The example of nginx: not a a a a a b c.
    [Fact]
    public void Pick_FiveOneOne_SpreadsTheTurnsOfTheHeavyOne()
    {
        _policy.Follow(Sets.Fresh(5, 1, 1));

        Assert.Equal([0, 0, 1, 0, 2, 0, 0, 0, 0, 1], Picks(10, 5, 1, 1));
    }

    [Fact]
    public void Pick_WeightsAlike_IsAStrictRotation()
    {
        _policy.Follow(Sets.Fresh(0.1, 0.1, 0.1));

        Assert.Equal(Enumerable.Range(0, 3000).Select(turn => turn % 3), Picks(3000, 0.1, 0.1, 0.1));
    }

    [Property(MaxTest = 300)]
    public void Pick_WholeWeights_AnyRoundGivesEachExactlyItsWeight(byte[] any, byte before)
    {
        var weights = any.Select(one => (one % 10) + 1.0).ToArray();
        if (weights.Length == 0)
        {
            return;
        }

        _policy.Follow(Sets.Fresh(weights));
        Picks(before, weights);

        var counts = Sets.Counts(_policy, (int)weights.Sum(), new ArrayLoads(new int[weights.Length], weights: weights));

        Assert.Equal(weights, counts.Select(count => (double)count));
    }

    [Fact]
    public void Pick_OneWasFullForLong_DoesNotCatchUp()
    {
        _policy.Follow(Sets.Fresh(1, 1));
        for (var pick = 0; pick < 100; pick++)
        {
            _policy.Pick(new ArrayLoads(new int[2], full: [false, true], weights: [1, 1]));
        }

        Assert.Equal([5, 5], Sets.Counts(_policy, 10, new ArrayLoads(new int[2])));
    }

    [Fact]
    public void Follow_OneJoinsAndOneLeaves_NobodyIsFlooded()
    {
        _policy.Follow(Sets.Fresh(3, 1, 1));
        Picks(2, 3, 1, 1);

        _policy.Follow(new CandidateSet([new("1", 3), new("3"), new("4")], [0, 2, -1], 3));

        var counts = Sets.Counts(_policy, 10, new ArrayLoads(new int[3], weights: [3, 1, 1]));
        Assert.InRange(counts[0], 5, 7);
        Assert.All(counts[1..], count => Assert.InRange(count, 1, 3));
    }

    [Fact]
    public void Follow_OneFlapsForLong_IsNotFloodedInTheEnd()
    {
        _policy.Follow(Sets.Fresh(3));
        for (var flap = 0; flap < 300; flap++)
        {
            Picks(1, 1, 1, 1);
            _policy.Follow(Sets.Of([0, 1], 3));
            _policy.Follow(Sets.Of([0, 1, -1], 2));
        }

        Assert.All(Sets.Counts(_policy, 30, new ArrayLoads(new int[3])), count => Assert.InRange(count, 9, 11));
    }

    private int[] Picks(int count, params double[] weights)
        => [.. Enumerable.Range(0, count).Select(_ => _policy.Pick(new ArrayLoads(new int[weights.Length], weights: weights)))];
}
