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
        => Assert.Equal(-1, Create(name).Pick(new ArrayLoads([])));

    [Theory]
    [MemberData(nameof(Policies))]
    public void Pick_OneCandidate_IsThatOneHoweverLoaded(string name)
    {
        var policy = Create(name);
        Assert.All(Enumerable.Range(0, 5), load => Assert.Equal(0, policy.Pick(new ArrayLoads([load * 1000]))));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Name_EveryPolicy_IsListedAndFoundInAnyLetterCase(string name)
    {
        Assert.Contains(Create(name).Name, PickPolicies.BuiltIn.Names);
        Assert.True(PickPolicies.BuiltIn.TryCreate(name.ToUpperInvariant(), out _));
    }

    [Fact]
    public void TryCreate_UnknownName_IsFalse() => Assert.False(PickPolicies.BuiltIn.TryCreate("fastest", out _));

    [Fact]
    public void PickPolicies_TwoOfOneName_AreRefused()
    {
        KeyValuePair<string, Func<IPickPolicy>>[] twice =
            [new("mine", () => new RoundRobinPolicy()), new("Mine", () => new LeastRequestsPolicy())];

        var refusal = Assert.Throws<ArgumentException>(() => new PickPolicies(twice));

        Assert.Contains("'Mine'", refusal.Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 2000)]
    public void Pick_AnyLoads_IsOneOfThem(int[] loads, byte picks)
    {
        var inFlight = loads.Select(load => load & int.MaxValue).ToArray();
        foreach (var name in PickPolicies.BuiltIn.Names)
        {
            var policy = Create(name);
            for (var pick = 0; pick <= picks; pick++)
            {
                Assert.InRange(policy.Pick(new ArrayLoads(inFlight)), inFlight.Length == 0 ? -1 : 0, inFlight.Length - 1);
            }
        }
    }

    /// <summary>
    /// Any sequence of joins, leaves, picks and returns, against a naive model: only open destinations are picked, the
    /// counts are the model's at every step, and 0 once everything has been returned.
    /// </summary>
    [Property(MaxTest = 2000)]
    public void Picker_AnySequenceOfEvents_CountsAsTheModelDoes(byte[] events)
    {
        foreach (var name in PickPolicies.BuiltIn.Names)
        {
            var world = new World(Create(name));
            foreach (var step in events)
            {
                world.Step(step);
            }

            world.ReturnAll();
        }
    }

    /// <summary>Over one set of destinations no policy gives idle ones shares that differ by more than one.</summary>
    [Property(MaxTest = 500)]
    public FsCheck.Property Picker_IdleDestinations_SharesDifferByAtMostOne()
        => Prop.ForAll(
            Gen.Choose(1, 20).Zip(Gen.Choose(0, 200)).ToArbitrary(),
            given =>
            {
                foreach (var name in PickPolicies.BuiltIn.Names)
                {
                    var destinations = World.Destinations(given.Item1);
                    var picker = new DestinationPicker(Create(name));
                    picker.SetOpen(destinations);
                    for (var pick = 0; pick < given.Item2; pick++)
                    {
                        Assert.True(picker.TryTake(out var lease));
                        lease.Dispose();
                    }

                    Assert.InRange(destinations.Max(d => d.Assigned) - destinations.Min(d => d.Assigned), 0, 1);
                }
            });

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Picker_SeveralThreads_LoseNoPickAndReturnToZero(string name)
    {
        const int Threads = 4;
        const int Picks = 20_000;
        var destinations = World.Destinations(5);
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

    private static IPickPolicy Create(string name)
    {
        Assert.True(PickPolicies.BuiltIn.TryCreate(name, out var policy));
        return policy;
    }

    private sealed class World(IPickPolicy policy)
    {
        private readonly DestinationPicker _picker = new(policy);
        private readonly DestinationLoad[] _all = Destinations(6);
        private readonly SortedSet<int> _open = [];
        private readonly List<Lease> _held = [];
        private readonly int[] _inFlight = new int[6];

        public static DestinationLoad[] Destinations(int count)
            => [.. Enumerable.Range(1, count).Select(id => new DestinationLoad(id.ToString(System.Globalization.CultureInfo.InvariantCulture)))];

        public void Step(byte step)
        {
            var target = step % _all.Length;
            switch (step / _all.Length % 5)
            {
                case 0:
                    _open.Add(target);
                    Publish();
                    break;
                case 1:
                    _open.Remove(target);
                    Publish();
                    break;
                case 2 when _held.Count > 0:
                    Return(_held.Count * step / 256);
                    break;
                case 3:
                    Take(_picker.TryTakeAmong(_open.Where(i => i != target).Select(i => _all[i]).ToArray(), out var other), other);
                    break;
                default:
                    Take(_picker.TryTake(out var lease), lease);
                    break;
            }

            Assert.Equal(_inFlight, _all.Select(d => d.InFlight));
        }

        public void ReturnAll()
        {
            while (_held.Count > 0)
            {
                Return(0);
            }

            Assert.All(_all, d => Assert.Equal(0, d.InFlight));
        }

        private void Publish() => _picker.SetOpen(_open.Select(i => _all[i]).ToArray());

        private void Take(bool taken, Lease lease)
        {
            if (!taken)
            {
                return;
            }

            var index = Array.IndexOf(_all, lease.Destination);
            Assert.Contains(index, _open);
            _inFlight[index]++;
            _held.Add(lease);
        }

        private void Return(int held)
        {
            var lease = _held[held];
            _inFlight[Array.IndexOf(_all, lease.Destination)]--;
            lease.Dispose();
            _held.RemoveAt(held);
        }
    }
}
