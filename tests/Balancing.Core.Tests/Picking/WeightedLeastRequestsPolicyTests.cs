using Balancing.Core.Leasing;
using Balancing.Core.Picking;
using FsCheck.Xunit;

namespace Balancing.Core.Tests.Picking;

public sealed class WeightedLeastRequestsPolicyTests
{
    [Theory]
    [InlineData(new[] { 1, 1 }, new[] { 1.0, 3.0 }, 1)]
    [InlineData(new[] { 1, 5 }, new[] { 1.0, 3.0 }, 1)] // 2 / 1 against 6 / 3 is a tie, and the turn of the heavier comes first
    [InlineData(new[] { 1, 6 }, new[] { 1.0, 3.0 }, 0)]
    [InlineData(new[] { 0, 1 }, new[] { 1.0, 100.0 }, 0)] // idle before anything busy
    public void Pick_LoadsAndWeights_FewestForItsWeight(int[] inFlight, double[] weights, int expected)
    {
        var policy = new WeightedLeastRequestsPolicy();
        policy.Follow(Sets.Fresh(weights));

        Assert.Equal(expected, policy.Pick(new ArrayLoads(inFlight, weights: weights)));
    }

    [Fact]
    public void Pick_AllIdle_TurnsByWeight()
    {
        var policy = new WeightedLeastRequestsPolicy();
        policy.Follow(Sets.Fresh(3, 1));

        Assert.Equal([30, 10], Sets.Counts(policy, 40, new ArrayLoads(new int[2], weights: [3, 1])));
    }

    [Fact]
    public void Follow_OneJoinsLate_IsNotFlooded()
    {
        var policy = new WeightedLeastRequestsPolicy();
        policy.Follow(Sets.Fresh(2));
        Sets.Counts(policy, 1000, new ArrayLoads(new int[2]));

        policy.Follow(Sets.Of([0, 1, -1], 2));

        Assert.Equal([3, 3, 3], Sets.Counts(policy, 9, new ArrayLoads(new int[3])));
    }

    /// <summary>With like weights it is least-requests, pick for pick.</summary>
    [Property(MaxTest = 500)]
    public void TryTake_WeightsAlike_PicksWhatLeastRequestsPicks(byte[] events)
    {
        var (plain, plainOpen) = (new DestinationPicker(new LeastRequestsPolicy()), Sets.Destinations(5));
        var (weighted, weightedOpen) = (new DestinationPicker(new WeightedLeastRequestsPolicy()), Sets.Destinations(5));
        plain.SetOpen(plainOpen);
        weighted.SetOpen(weightedOpen);
        var held = new List<(Lease Plain, Lease Weighted)>();
        foreach (var step in events)
        {
            if (step % 3 == 0 && held.Count > 0)
            {
                var (one, other) = held[step % held.Count];
                one.Dispose();
                other.Dispose();
                held.RemoveAt(step % held.Count);
                continue;
            }

            Assert.True(plain.TryTake(out var first));
            Assert.True(weighted.TryTake(out var second));
            Assert.Equal(first.Destination!.Id, second.Destination!.Id);
            held.Add((first, second));
        }
    }
}
