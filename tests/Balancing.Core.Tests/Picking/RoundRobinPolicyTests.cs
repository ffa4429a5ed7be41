using Balancing.Core.Picking;

namespace Balancing.Core.Tests.Picking;

public sealed class RoundRobinPolicyTests
{
    [Fact]
    public void Pick_LoadsDiffer_RotatesAllTheSame()
        => Assert.Equal([0, 1, 2, 0, 1, 2, 0], Picks(new RoundRobinPolicy(), 7, [90, 0, 5]));

    [Fact]
    public void Pick_SomeAreFull_PassesThemOverAndGoesOnBehindThePicked()
    {
        var policy = new RoundRobinPolicy();
        var loads = new ArrayLoads(new int[4], full: [false, true, true, false]);

        Assert.Equal([0, 3, 0, 3], Enumerable.Range(0, 4).Select(_ => policy.Pick(loads)));
        Assert.Equal(-1, policy.Pick(new ArrayLoads(new int[2], full: [true, true])));
    }

    [Fact]
    public async Task Pick_SeveralThreads_NoTwoDifferByMoreThanOne()
    {
        var policy = new RoundRobinPolicy();
        var counts = new int[7];

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var pick = 0; pick < 10_001; pick++)
            {
                Interlocked.Increment(ref counts[policy.Pick(new ArrayLoads(new int[7]))]);
            }
        })));

        Assert.InRange(counts.Max() - counts.Min(), 0, 1);
    }

    [Fact]
    public void Follow_NothingChanged_GoesOnWhereItWas()
    {
        IPickPolicy policy = new RoundRobinPolicy();
        Picks(policy, 2, new int[3]);

        Assert.Equal([2, 0, 1], Picks(policy.Follow(Sets.Of([0, 1, 2], 3)), 3, new int[3]));
    }

    [Fact]
    public void Follow_TheNextOneLeft_GoesOnWithTheOneAfterIt()
    {
        IPickPolicy policy = new RoundRobinPolicy();
        Picks(policy, 1, new int[3]); // 0 was picked; 1 would be next, and leaves

        Assert.Equal([1, 0, 1], Picks(policy.Follow(Sets.Of([0, 2], 3)), 3, new int[2])); // the former 2 stands at 1
    }

    [Fact]
    public void Follow_OneJoinedInFront_DoesNotRepeatTheLastPick()
    {
        IPickPolicy policy = new RoundRobinPolicy();
        Picks(policy, 1, new int[2]); // 0 was picked

        // The newcomer stands at 0, the former 0 and 1 at 1 and 2.
        Assert.Equal([2, 0, 1], Picks(policy.Follow(Sets.Of([-1, 0, 1], 2)), 3, new int[3]));
    }

    [Fact]
    public void Follow_AllLeftAndCameBack_BeginsAnew()
    {
        IPickPolicy policy = new RoundRobinPolicy();
        Picks(policy, 2, new int[3]);

        Assert.Equal([0, 1], Picks(policy.Follow(Sets.Of([], 3)).Follow(Sets.Of([-1, -1], 0)), 2, new int[2]));
    }

    // A set that changes at every pick must not always begin again with the same destination.
    [Fact]
    public void Follow_SetFlapsAfterEveryPick_StillVisitsEveryone()
    {
        IPickPolicy policy = new RoundRobinPolicy();
        var stable = new int[2];
        for (var round = 0; round < 30; round++)
        {
            var withThird = policy.Pick(new ArrayLoads(new int[3]));
            policy = policy.Follow(Sets.Of([0, 1], 3));
            stable[policy.Pick(new ArrayLoads(new int[2]))]++;
            if (withThird < 2)
            {
                stable[withThird]++;
            }

            policy = policy.Follow(Sets.Of([0, 1, -1], 2));
        }

        Assert.InRange(stable[0] - stable[1], -1, 1);
    }

    private static int[] Picks(IPickPolicy policy, int count, int[] loads)
        => [.. Enumerable.Range(0, count).Select(_ => policy.Pick(new ArrayLoads(loads)))];
}
