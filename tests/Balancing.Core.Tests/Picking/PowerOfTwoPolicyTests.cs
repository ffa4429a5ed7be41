using Balancing.Core.Leasing;
using Balancing.Core.Picking;

namespace Balancing.Core.Tests.Picking;

public sealed class PowerOfTwoPolicyTests
{
    private readonly PowerOfTwoPolicy _policy = new(new Random(1));

    [Theory]
    [InlineData(new[] { 5, 0 }, 1)]
    [InlineData(new[] { 0, 5 }, 0)]
    [InlineData(new[] { 1_000_000, 999_999 }, 1)]
    public void Pick_OneOfTwoBusier_PicksTheOtherInEitherOrder(int[] inFlight, int expected)
        => Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(expected, _policy.Pick(new ArrayLoads(inFlight))));

    [Fact]
    public void Pick_OneBusierThanAllOthers_IsNeverThatOne()
        => Assert.Equal(0, Sets.Counts(_policy, 2000, new ArrayLoads([3, 3, 4, 3, 3]))[2]);

    // Of three with loads 0, 1, 2 each pair is a third of the draws: the least wins two, the middle one.
    [Fact]
    public void Pick_ThreeLoads_EveryPairIsDrawnAlike()
    {
        var counts = Sets.Counts(_policy, 30_000, new ArrayLoads([1, 0, 2]));

        Assert.Equal(0, counts[2]);
        Assert.InRange(counts[0], 9_500, 10_500); // 6 standard deviations of 82
    }

    [Fact]
    public void Pick_AllAlike_DrawsEachAlike()
        => Assert.All(Sets.Counts(_policy, 40_000, new ArrayLoads(new int[4])), count => Assert.InRange(count, 9_480, 10_520));

    [Fact]
    public void Pick_TwoOfManyFree_DrawsBoth()
    {
        var full = Enumerable.Repeat(true, 200).ToArray();
        full[3] = full[150] = false;

        var counts = Sets.Counts(_policy, 1000, new ArrayLoads(new int[200], full: full));

        Assert.InRange(counts[3], 400, 600);
        Assert.Equal(1000, counts[3] + counts[150]);
    }

    [Theory]
    [InlineData(new[] { 0, 0 }, new[] { 1.0, 2.0 }, 1)]
    [InlineData(new[] { 0, 2 }, new[] { 1.0, 2.0 }, 0)]
    [InlineData(new[] { 4, 13 }, new[] { 1.0, 3.0 }, 1)]
    public void Pick_WeightsDiffer_LessLoadedForItsWeightOnceItHeldTheRequest(int[] inFlight, double[] weights, int expected)
        => Assert.Equal(expected, _policy.Pick(new ArrayLoads(inFlight, weights: weights)));

    // The point of two draws: with one the fullest of 1,000 holds the mean and some 40, with two the mean and 3.
    [Fact]
    public void TryTake_AHundredEachHeld_FullestIsBarelyOverTheMean()
    {
        var open = Sets.Destinations(1000);
        var picker = new DestinationPicker(_policy);
        picker.SetOpen(open);
        for (var pick = 0; pick < 100_000; pick++)
        {
            picker.TryTake(out _);
        }

        Assert.InRange(open.Max(destination => destination.InFlight), 100, 105);
    }
}
