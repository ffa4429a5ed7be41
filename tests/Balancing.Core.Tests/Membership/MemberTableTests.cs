using Balancing.Core.Membership;
using static Balancing.Core.Tests.Membership.MemberWorld;

namespace Balancing.Core.Tests.Membership;

public sealed class MemberTableTests
{
    private readonly MemberWorld _world = new();

    [Fact]
    public void Register_ANewName_Joins()
    {
        Assert.Equal(MemberVerdict.Joined, _world.Register(Claim()));

        Assert.Equal("1:Open", _world.Listed());
        Assert.True(_world.Table.Knows(Key("1")));
    }

    [Fact]
    public void Register_AgainAndAgain_StaysAndChangesNoDestination()
    {
        _world.Register(Claim());
        var version = _world.Table.Version;
        for (var beat = 0; beat < 20; beat++)
        {
            _world.Pass(3);
            Assert.Equal(MemberVerdict.Renewed, _world.Register(Claim()));
        }

        Assert.Equal((version, 0), (_world.Table.Version, _world.Lapses.Count));
    }

    [Fact]
    public void Register_LettersOfAnotherCase_AreTheSameName()
    {
        _world.Register(Claim("Render"));

        Assert.Equal(MemberVerdict.Renewed, _world.Register(Claim("render")));
    }

    [Fact]
    public void Advance_NotRenewed_LapsesAfterItsLeaseAndIsForgotten()
    {
        _world.Register(Claim(lease: 10));
        _world.Pass(9.5);
        Assert.Equal("1:Open", _world.Listed());

        _world.Pass(1);

        Assert.Equal("", _world.Listed());
        Assert.Equal(["1"], _world.Lapses);
        Assert.False(_world.Table.Knows(Key("1")));
    }

    [Fact]
    public void Advance_AddedByHand_NeverLapses()
    {
        _world.Register(Claim(lease: null, epoch: 0));

        _world.Pass(100_000);

        Assert.Equal("1:Open", _world.Listed());
    }

    [Fact]
    public void Advance_LapsedWithRequestsInFlight_IsKeptClosedUntilTheyEnd()
    {
        _world.Register(Claim());
        _world.Busy.Add(Key("1"));
        _world.Pass(60);
        Assert.Equal("1:Gone", _world.Listed());

        _world.Busy.Clear();
        _world.Look();

        Assert.Equal("", _world.Listed());
        Assert.Equal(["1"], _world.Ends);
    }

    [Fact]
    public void Register_AfterALapse_IsBackAtOnceWithWhatItStillHolds()
    {
        _world.Register(Claim());
        _world.Busy.Add(Key("1"));
        _world.Pass(12);

        Assert.Equal(MemberVerdict.Joined, _world.Register(Claim()));

        Assert.Equal("1:Open", _world.Listed());
        Assert.Empty(_world.Ends);
    }

    [Fact]
    public void Register_ALaterProcess_TakesThePlace()
    {
        _world.Register(Claim(epoch: 1, address: "http://old/"));

        Assert.Equal(MemberVerdict.Replaced, _world.Register(Claim(epoch: 2, address: "http://new/")));

        Assert.Equal("http://new/", Assert.Single(_world.Table.Members).Claim.Address);
    }

    [Fact]
    public void Register_AnEarlierProcess_IsRefusedAndDoesNotRenew()
    {
        _world.Register(Claim(epoch: 2, address: "http://new/"));
        for (var beat = 0; beat < 4; beat++)
        {
            Assert.Equal(MemberVerdict.Overtaken, _world.Register(Claim(epoch: 1, address: "http://old/")));
            Assert.Equal("http://new/", Assert.Single(_world.Table.Members).Claim.Address);
            _world.Pass(2.6);
        }

        // The later one is gone without a word: its name is free.
        Assert.Equal(["1"], _world.Lapses);
        Assert.Equal(MemberVerdict.Joined, _world.Register(Claim(epoch: 1, address: "http://old/")));
    }

    [Theory]
    [InlineData(2, null, null)]
    [InlineData(null, 3.0, null)]
    [InlineData(null, null, "gpu")]
    public void Register_SaysSomethingElseOfItself_IsAChangeOfDestinations(int? slots, double? weight, string? label)
    {
        _world.Register(Claim());
        var version = _world.Table.Version;
        var labels = label is null ? new Dictionary<string, string>() : new() { [label] = "yes" };

        Assert.Equal(MemberVerdict.Changed, _world.Register(Claim() with { Slots = slots, Weight = weight, Labels = labels }));

        Assert.True(_world.Table.Version > version);
    }

    [Fact]
    public void Register_Leaving_IsClosedAndAWordFromBeforeDoesNotOpenIt()
    {
        _world.Register(Claim());

        _world.Register(Claim() with { IsLeaving = true });
        _world.Register(Claim());

        Assert.Equal("1:Leaving", _world.Listed());
    }

    [Fact]
    public void Register_ALaterProcessWhileTheEarlierLeaves_IsOpen()
    {
        _world.Register(Claim() with { IsLeaving = true });

        _world.Register(Claim(epoch: 2));

        Assert.Equal("1:Open", _world.Listed());
    }

    [Fact]
    public void Remove_ByItself_EndsItAndItsLateWordsAreRefused()
    {
        _world.Register(Claim());

        Assert.Equal(MemberVerdict.Removed, _world.Remove("1", epoch: 1));
        _world.Look();

        Assert.Equal("", _world.Listed());
        Assert.Equal(MemberVerdict.Overtaken, _world.Register(Claim()));
        Assert.Equal(MemberVerdict.Joined, _world.Register(Claim(epoch: 2)));
    }

    [Fact]
    public void Remove_ByHand_AWorkerThatLivesComesBackWithItsNextWord()
    {
        _world.Register(Claim());
        _world.Remove("1");
        _world.Look();

        Assert.Equal(MemberVerdict.Joined, _world.Register(Claim()));
    }

    [Fact]
    public void Remove_OfAnEarlierProcess_LeavesTheLaterOne()
    {
        _world.Register(Claim(epoch: 1));
        _world.Register(Claim(epoch: 2));

        Assert.Equal(MemberVerdict.Overtaken, _world.Remove("1", epoch: 1));

        Assert.Equal("1:Open", _world.Listed());
    }

    [Fact]
    public void Remove_WithRequestsInFlight_IsClosedNowAndForgottenWhenTheyEnd()
    {
        _world.Register(Claim());
        _world.Busy.Add(Key("1"));
        _world.Remove("1", epoch: 1);
        _world.Pass(60);
        Assert.Equal("1:Gone", _world.Listed());

        _world.Busy.Clear();
        _world.Look();

        Assert.Equal("", _world.Listed());
    }

    [Fact]
    public void Remove_NobodyOfThatName_IsUnknown()
    {
        _world.Table.Configure([Key("2")]);

        Assert.Equal(MemberVerdict.Unknown, _world.Remove("1"));
        Assert.Equal(MemberVerdict.Unknown, _world.Remove("2")); // stands in the configuration, and goes there
    }

    [Fact]
    public void Remove_InThePlaceOfAConfiguredOne_KeepsThatClosedForALease()
    {
        _world.Table.Configure([Key("1")]);
        _world.Register(Claim(lease: 10));
        _world.Remove("1", epoch: 1);
        _world.Pass(9);
        Assert.Equal("1:Gone", _world.Listed()); // it is shutting down; health checks may not know yet

        _world.Pass(2);

        Assert.Equal("", _world.Listed());
        Assert.True(_world.Table.Knows(Key("1")));
    }

    [Fact]
    public void Advance_LapsedInThePlaceOfAConfiguredOne_LeavesThatToItsHealthChecks()
    {
        _world.Table.Configure([Key("1")]);
        _world.Register(Claim(lease: 10));

        _world.Pass(10.5);

        Assert.Equal("", _world.Listed());
    }

    [Fact]
    public void SetDrained_ANewProcess_IsDrainedToo()
    {
        _world.Register(Claim());
        Assert.True(_world.Table.SetDrained(Key("1"), true));
        Assert.False(_world.Table.SetDrained(Key("1"), true));
        _world.Pass(60);

        _world.Register(Claim(epoch: 2));

        Assert.Equal([Key("1")], _world.Table.Drained);
        Assert.True(_world.Table.SetDrained(Key("1"), false));
        Assert.Empty(_world.Table.Drained);
    }

    [Fact]
    public void Advance_OwnerStoodStill_DoesNotCountAgainstTheLease()
    {
        _world.Register(Claim(lease: 10));

        _world.StandStill(3600);
        Assert.Equal("1:Open", _world.Listed());

        _world.Pass(10);
        Assert.Equal("", _world.Listed());
    }

    [Fact]
    public void LeaseLeft_AsTimePasses_Shrinks()
    {
        _world.Register(Claim(lease: 10));
        _world.Pass(4);

        Assert.Equal(TimeSpan.FromSeconds(6), _world.Table.LeaseLeft(_world.Find("1")!, _world.Now));

        _world.Remove("1");
        Assert.Null(_world.Table.LeaseLeft(_world.Find("1")!, _world.Now));
    }

    [Fact]
    public void Register_BeyondTheMost_IsFullUntilOneIsForgotten()
    {
        for (var id = 0; id < MemberTable.Most; id++)
        {
            Assert.Equal(MemberVerdict.Joined, _world.Register(Claim($"{id}", lease: id == 0 ? 1 : 100)));
        }

        Assert.Equal(MemberVerdict.Full, _world.Register(Claim("one more")));
        _world.Pass(2);
        Assert.Equal(MemberVerdict.Joined, _world.Register(Claim("one more")));
    }
}
