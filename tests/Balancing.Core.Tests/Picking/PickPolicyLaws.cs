using Balancing.Core.Leasing;
using Balancing.Core.Picking;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Balancing.Core.Tests.Picking;

/// <summary>What holds for every policy, whatever it prefers.</summary>
public sealed class PickPolicyLaws
{
    public static TheoryData<string> Policies => [.. PickPolicies.BuiltIn.Names];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Pick_NoCandidate_IsMinusOne(string name)
    {
        Assert.Equal(-1, Create(name).Pick(new ArrayLoads([])));
        Assert.Equal(-1, Create(name).Over(3).Follow(Sets.Of([], 3)).Pick(new ArrayLoads([])));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Pick_OneCandidate_IsThatOneHoweverLoaded(string name)
    {
        var policy = Create(name).Over(1);
        Assert.All(Enumerable.Range(0, 5), load => Assert.Equal(0, policy.Pick(new ArrayLoads([load * 1000]))));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Name_EveryPolicy_IsListedAndFoundInAnyLetterCase(string name)
    {
        Assert.Contains(Create(name).Name, PickPolicies.BuiltIn.Names);
        Assert.True(PickPolicies.BuiltIn.TryCreate(name.ToUpperInvariant(), new Random(1), out _));
    }

    [Fact]
    public void TryCreate_UnknownName_IsFalse() => Assert.False(PickPolicies.BuiltIn.TryCreate("fastest", new Random(1), out _));

    [Fact]
    public void PickPolicies_TwoOfOneName_AreRefused()
    {
        KeyValuePair<string, Func<Random, IPickPolicy>>[] twice =
            [new("mine", _ => new RoundRobinPolicy()), new("Mine", _ => new LeastRequestsPolicy())];

        var refusal = Assert.Throws<ArgumentException>(() => new PickPolicies(twice));

        Assert.Contains("'Mine'", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever the loads, weights, latencies and keys: a free one is picked, and none only where none is free.</summary>
    [Property(MaxTest = 1000)]
    public void Pick_AnyLoads_IsAFreeOne((int InFlight, bool Full, byte Weight, ushort Latency)[] any, byte picks, ulong key)
    {
        var loads = new ArrayLoads(
            [.. any.Select(one => one.InFlight & int.MaxValue)],
            full: [.. any.Select(one => one.Full)],
            weights: [.. any.Select(one => (one.Weight + 1) / 10.0)],
            latencies: [.. any.Select(one => one.Latency / 1000.0)],
            key: key);
        foreach (var name in PickPolicies.BuiltIn.Names)
        {
            var policy = Create(name).Follow(Sets.Fresh([.. any.Select(one => (one.Weight + 1) / 10.0)]));
            for (var pick = 0; pick <= picks; pick++)
            {
                var picked = policy.Pick(loads);
                Assert.True(picked < 0 ? any.All(one => one.Full) : !any[picked].Full, $"{name} picked {picked}");
            }
        }
    }

    /// <summary>Any sequence of sets, those who stay in any order: only indexes of the set in force are picked.</summary>
    [Property(MaxTest = 500)]
    public void Follow_AnyChange_PicksGoOn(byte[][] sets)
    {
        foreach (var name in PickPolicies.BuiltIn.Names)
        {
            var policy = Create(name);
            byte[] open = [];
            foreach (var next in sets.Select(set => set.Distinct().ToArray()))
            {
                policy = policy.Follow(Sets.Of([.. next.Select(id => Array.IndexOf(open, id))], open.Length));
                open = next;
                for (var pick = 0; pick < 5; pick++)
                {
                    Assert.InRange(policy.Pick(new ArrayLoads(new int[open.Length])), open.Length == 0 ? -1 : 0, open.Length - 1);
                }
            }
        }
    }

    /// <summary>
    /// Any sequence of joins, leaves, picks and returns, against a naive model: only open destinations with a free slot are picked, the
    /// counts are the model's at every step, and 0 once everything has been returned.
    /// </summary>
    [Property(MaxTest = 1000)]
    public void Picker_AnySequenceOfEvents_CountsAsTheModelDoes(byte[] events)
    {
        foreach (var name in PickPolicies.BuiltIn.Names)
        {
            var world = new PickerWorld(Create(name));
            foreach (var step in events)
            {
                world.Step(step);
            }

            world.ReturnAll();
        }
    }

    /// <summary>How uneven the shares of like destinations may become that are idle at every pick.</summary>
    [Property(MaxTest = 300)]
    public FsCheck.Property Picker_IdleDestinations_SharesAreAsEvenAsStated()
        => ForAnyPicks((name, destinations, picks) =>
        {
            var shares = Shares(name, destinations, picks, hold: false);
            Assert.True(shares.Max() <= IdleBound(name, destinations, picks), $"{name}: {picks} over {destinations}: {string.Join(' ', shares)}");
            Assert.True(!IsEven(name) || shares.Max() - shares.Min() <= 1, name);
        });

    /// <summary>How uneven like destinations may become that give nothing back.</summary>
    [Property(MaxTest = 300)]
    public FsCheck.Property Picker_NothingReturned_LoadsAreAsEvenAsStated()
        => ForAnyPicks((name, destinations, picks) =>
        {
            var loads = Shares(name, destinations, picks, hold: true);
            Assert.True(loads.Max() <= HeldBound(name, destinations, picks), $"{name}: {picks} over {destinations}: {string.Join(' ', loads)}");
            Assert.True(!IsEven(name) || loads.Max() - loads.Min() <= 1, name);
        });

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Picker_SeveralThreads_LoseNoPickAndReturnToZero(string name)
    {
        const int Threads = 4;
        const int Picks = 20_000;
        var destinations = Sets.Destinations(5);
        var picker = new DestinationPicker(Create(name));
        picker.SetOpen(destinations);

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (var pick = 0; pick < Picks; pick++)
            {
                picker.TryTake(out var lease);
                lease.Dispose();
            }
        })));

        Assert.Equal(Threads * Picks, destinations.Sum(d => d.Assigned));
        Assert.All(destinations, d => Assert.Equal(0, d.InFlight));
    }

    // Those that look at every destination leave no two more than one apart.
    private static bool IsEven(string name) => name is PolicyNames.RoundRobin or PolicyNames.LeastRequests or PolicyNames.Balanced
        or PolicyNames.WeightedRoundRobin or PolicyNames.WeightedLeastRequests;

    private static double IdleBound(string name, int destinations, int picks)
        => name switch
        {
            _ when IsEven(name) => Math.Ceiling((double)picks / destinations),

            // Arcs of a ring of 64 points each differ by an eighth as a rule, and by three of those hardly ever.
            PolicyNames.ConsistentHash => Drawn(1.4 * picks / destinations),

            // Two idle ones are alike: the first draw decides, and that is a plain draw.
            _ => Drawn((double)picks / destinations),
        };

    private static double HeldBound(string name, int destinations, int picks)
        => name switch
        {
            _ when IsEven(name) => Math.Ceiling((double)picks / destinations),
            PolicyNames.ConsistentHash => Math.Ceiling(ConsistentHashPolicy.Bound * picks / destinations),
            PolicyNames.Random => Drawn((double)picks / destinations),

            // Over the mean by log2 log2 n and a constant, whatever the number of picks (Berenbrink, Czumaj, Steger, Vöcking, STOC 2000).
            _ => Math.Ceiling((double)picks / destinations) + Math.Log2(Math.Max(2, Math.Log2(destinations))) + 2,
        };

    // A share drawn evenly with this mean: Bernstein's inequality for a chance of one in 10^12.
    private static double Drawn(double mean) => mean + Math.Sqrt(55 * mean) + 19;

    private static FsCheck.Property ForAnyPicks(Action<string, int, int> check)
        => Prop.ForAll(
            Gen.Choose(1, 20).Zip(Gen.Choose(0, 200)).ToArbitrary(),
            given =>
            {
                foreach (var name in PickPolicies.BuiltIn.Names)
                {
                    check(name, given.Item1, given.Item2);
                }
            });

    private static long[] Shares(string name, int destinations, int picks, bool hold)
    {
        var open = Sets.Destinations(destinations);
        var picker = new DestinationPicker(Create(name));
        picker.SetOpen(open);
        for (var pick = 0; pick < picks; pick++)
        {
            Assert.True(picker.TryTake(out var lease));
            if (!hold)
            {
                lease.Dispose();
            }
        }

        return [.. open.Select(destination => destination.Assigned)];
    }

    private static IPickPolicy Create(string name)
    {
        Assert.True(PickPolicies.BuiltIn.TryCreate(name, new Random(1), out var policy));
        return policy;
    }
}
