using Balancing.Core.Leasing;
using Balancing.Core.Picking;
using Balancing.Core.Tests.Picking;

namespace Balancing.Core.Tests.Leasing;

public sealed class DestinationPickerTests
{
    private readonly DestinationLoad _one = new("1");
    private readonly DestinationLoad _two = new("2");
    private readonly DestinationLoad _three = new("3");

    [Fact]
    public async Task TryTake_BurstFromSeveralThreadsOverThreeIdle_Lands34And33And33()
    {
        var picker = Picker(new LeastRequestsPolicy(), _one, _two, _three);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var pick = 0; pick < 25; pick++)
            {
                picker.TryTake(out var kept);
            }
        })));

        Assert.Equal([33, 33, 34], new[] { _one, _two, _three }.Select(d => d.InFlight).Order());
    }

    [Fact]
    public void TryTake_NoneOpen_IsFalse()
    {
        var picker = Picker(new RoundRobinPolicy());

        Assert.False(picker.TryTake(out var lease));
        Assert.Null(lease.Destination);
    }

    [Fact]
    public void SetOpen_OneJoinsLate_IsNotFlooded()
    {
        var picker = Picker(new LeastRequestsPolicy(), _one, _two);
        TakeAndReturn(picker, 1000);

        picker.SetOpen([_one, _two, _three]);
        TakeAndReturn(picker, 9);

        Assert.Equal(3, _three.Assigned);
    }

    [Fact]
    public void SetOpen_AllLeftAndComeBack_TheLateJoinerIsStillNotFlooded()
    {
        var picker = Picker(new LeastRequestsPolicy(), _one, _two);
        TakeAndReturn(picker, 1000);
        picker.SetOpen([]);

        picker.SetOpen([_one, _two, _three]);
        TakeAndReturn(picker, 9);

        Assert.Equal(3, _three.Assigned);
    }

    [Fact]
    public void SetOpen_OneLeaves_ItsLeasesRunOut()
    {
        var picker = Picker(new RoundRobinPolicy(), _one, _two);
        picker.TryTake(out var lease);

        picker.SetOpen([_two]);
        Assert.Equal(1, _one.InFlight);
        lease.Dispose();

        Assert.Equal(0, _one.InFlight);
    }

    [Fact]
    public void TryTakeAmong_SomeOfThem_LeavesTheRotationWhereItWas()
    {
        var picker = Picker(new RoundRobinPolicy(), _one, _two, _three);

        picker.TryTakeAmong([_two, _three], out var retry);
        picker.TryTake(out var first);

        Assert.Same(_two, retry.Destination);
        Assert.Same(_one, first.Destination);
    }

    [Fact]
    public void TryTakeAmong_TheSameSomeAgainAndAgain_GivesEachItsTurn()
    {
        var picker = Picker(new RoundRobinPolicy(), _one, _two, _three);

        for (var time = 0; time < 6; time++)
        {
            picker.TryTakeAmong([_one, _three], out _);
        }

        Assert.Equal((3L, 0L, 3L), (_one.Assigned, _two.Assigned, _three.Assigned));
    }

    [Theory]
    [MemberData(nameof(PickPolicyLaws.Policies), MemberType = typeof(PickPolicyLaws))]
    public void TryTake_PickAndReturn_AllocateNothing(string policy)
    {
        PickPolicies.BuiltIn.TryCreate(policy, new Random(1), out var created);
        var picker = Picker(created!, _one, _two, _three);
        TakeAndReturn(picker, 10_000); // what the runtime allocates while it compiles is no part of a pick

        var before = GC.GetAllocatedBytesForCurrentThread();
        TakeAndReturn(picker, 10_000);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 9_999); // less than a byte each
    }

    [Fact]
    public void TakeAt_ChosenElsewhere_CountsThere()
    {
        var picker = Picker(new RoundRobinPolicy(), _one);

        var lease = picker.TakeAt(_one);

        Assert.Equal((1, 1L), (_one.InFlight, _one.Assigned));
        lease.Fail();
        Assert.Equal((0, 1L), (_one.InFlight, _one.Failed));
    }

    [Fact]
    public void Use_AnotherPolicy_DecidesTheNextPick()
    {
        var picker = Picker(new RoundRobinPolicy(), _one, _two);
        picker.TryTake(out var first); // rotation: one; the next would be two
        picker.TakeAt(_two);
        picker.TakeAt(_two);

        picker.Use(new LeastRequestsPolicy());
        picker.TryTake(out var second);

        Assert.Equal(PolicyNames.LeastRequests, picker.Policy);
        Assert.Same(_one, second.Destination);
    }

    [Fact]
    public void Dispose_LeaseNeverTaken_DoesNothing()
    {
        var lease = default(Lease);

        lease.Dispose();

        Assert.Null(lease.Destination);
    }

    private static DestinationPicker Picker(IPickPolicy policy, params DestinationLoad[] open)
    {
        var picker = new DestinationPicker(policy);
        picker.SetOpen(open);
        return picker;
    }

    private static void TakeAndReturn(DestinationPicker picker, int times)
    {
        for (var time = 0; time < times; time++)
        {
            picker.TryTake(out var lease);
            lease.Dispose();
        }
    }
}
