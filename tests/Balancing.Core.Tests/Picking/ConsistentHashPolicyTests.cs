using Balancing.Core.Leasing;
using Balancing.Core.Picking;
using FsCheck.Xunit;

namespace Balancing.Core.Tests.Picking;

public sealed class ConsistentHashPolicyTests
{
    private const int Keys = 10_000;

    private readonly ConsistentHashPolicy _policy = new(new Random(1));

    [Fact]
    public void Pick_SameKey_IsTheSameDestination()
    {
        _policy.Follow(Sets.Fresh(10));

        Assert.Equal(Homes(_policy, 10), Homes(_policy, 10));
    }

    // Two brokers, or one after a restart, agree, whatever came and went before.
    [Property(MaxTest = 200)]
    public void Follow_AnyWayToTheSameSet_IsTheSameRing(byte[] joins)
    {
        byte[] open = [];
        IPickPolicy grown = new ConsistentHashPolicy(new Random(1));
        foreach (var id in joins)
        {
            byte[] next = open.Contains(id) ? [.. open.Where(one => one != id)] : [.. open.Append(id).Order()];
            var before = open;
            grown = grown.Follow(SetOf(next, [.. next.Select(one => Array.IndexOf(before, one))], before.Length));
            open = next;
        }

        IPickPolicy fresh = new ConsistentHashPolicy(new Random(2));
        fresh = fresh.Follow(SetOf(open, [.. open.Select(_ => -1)], 0));

        Assert.Equal(Homes(fresh, open.Length)[..100], Homes(grown, open.Length)[..100]);
    }

    [Fact]
    public void Follow_OneLeaves_OnlyItsKeysMove()
    {
        _policy.Follow(Sets.Fresh(10));
        var before = Homes(_policy, 10);

        _policy.Follow(new CandidateSet(
            [.. Enumerable.Range(1, 10).Where(id => id != 4).Select(id => new Candidate($"{id}"))], [0, 1, 2, 4, 5, 6, 7, 8, 9], 10));

        var after = Homes(_policy, 9).Select(home => home < 3 ? home : home + 1).ToArray();
        Assert.All(Enumerable.Range(0, Keys), key => Assert.True(after[key] == before[key] || before[key] == 3));
    }

    [Fact]
    public void Follow_OneJoins_TakesItsShareAndMovesNothingElse()
    {
        _policy.Follow(Sets.Fresh(10));
        var before = Homes(_policy, 10);

        _policy.Follow(Sets.Of([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1], 10));

        var after = Homes(_policy, 11);
        var moved = Enumerable.Range(0, Keys).Where(key => after[key] != before[key]).ToArray();
        Assert.All(moved, key => Assert.Equal(10, after[key]));
        Assert.InRange(moved.Length, Keys / 22, Keys * 3 / 22); // a half to one and a half of the even share
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.001)]
    [InlineData(250)]
    public void Pick_WeightsDiffer_KeysAreSharedByThem(double unit)
    {
        _policy.Follow(Sets.Fresh(unit, unit, 2 * unit, 4 * unit));

        var shares = Enumerable.Range(0, 4).Select(index => Homes(_policy, 4).Count(home => home == index) / (double)Keys).ToArray();

        Assert.InRange(shares[0], 0.5 / 8, 1.5 / 8);
        Assert.InRange(shares[2], 1.4 / 8, 2.6 / 8);
        Assert.InRange(shares[3], 3.0 / 8, 5.0 / 8);
    }

    // One application asks for everything: nobody holds more than a quarter over the mean.
    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(100)]
    public void TryTake_OneHotKey_SpillsOverAtTheBound(int destinations)
    {
        var open = Sets.Destinations(destinations);
        var picker = new DestinationPicker(_policy);
        picker.SetOpen(open);
        for (var pick = 1; pick <= 2000; pick++)
        {
            Assert.True(picker.TryTake(new PickRequest(default, "App1"), out var lease));
            Assert.True(lease.Destination!.InFlight <= Math.Ceiling(ConsistentHashPolicy.Bound * pick / destinations));
        }
    }

    [Fact]
    public void Pick_HomeIsFull_NextOnTheRingAndBackOnceItIsFree()
    {
        _policy.Follow(Sets.Fresh(5));
        var key = PickKey.Of("App1");
        var home = _policy.Pick(new ArrayLoads(new int[5], key: key));
        var full = new bool[5];
        full[home] = true;

        var other = _policy.Pick(new ArrayLoads(new int[5], full: full, key: key));

        Assert.NotEqual(home, other);
        Assert.Equal(other, _policy.Pick(new ArrayLoads(new int[5], full: full, key: key)));
        Assert.Equal(home, _policy.Pick(new ArrayLoads(new int[5], key: key)));
    }

    // Nobody has a free slot and is below the bound at once: better over the bound than not at all.
    [Fact]
    public void Pick_OnlyOneOverItsBoundIsFree_TakesIt()
    {
        _policy.Follow(Sets.Fresh(3));

        Assert.Equal(2, _policy.Pick(new ArrayLoads([1, 1, 70], full: [true, true, false], key: 5)));
    }

    [Fact]
    public void Pick_NoKey_IsSpread()
    {
        _policy.Follow(Sets.Fresh(4));

        Assert.All(Sets.Counts(_policy, Keys, new ArrayLoads(new int[4])), count => Assert.InRange(count, Keys / 8, Keys / 2));
    }

    // Half of a destination's weight is held back: so is half of what it may hold, and its keys come back with it.
    [Fact]
    public void Pick_SlowStart_NarrowsTheBoundAndKeepsThePlace()
    {
        _policy.Follow(Sets.Fresh(2));
        var key = Enumerable.Range(0, 100).Select(one => PickKey.Of($"{one}")).First(one => _policy.Pick(new ArrayLoads(new int[2], key: one)) == 0);

        _policy.Follow(Sets.Of([0, 1], 2));
        Assert.Equal(1, _policy.Pick(new ArrayLoads([3, 5], weights: [0.1, 1], key: key))); // 1.25 x 9 x 0.1 / 1.1 = 1.02
        _policy.Follow(Sets.Of([0, 1], 2));
        Assert.Equal(0, _policy.Pick(new ArrayLoads([3, 5], key: key)));
    }

    private static CandidateSet SetOf(byte[] ids, int[] previous, int previousCount)
        => new(ids.Select(id => new Candidate($"{id}")).ToArray(), previous, previousCount);

    private static int[] Homes(IPickPolicy policy, int count)
        => [.. Enumerable.Range(0, Keys).Select(key => policy.Pick(new ArrayLoads(new int[count], key: PickKey.Of($"App{key}"))))];
}
