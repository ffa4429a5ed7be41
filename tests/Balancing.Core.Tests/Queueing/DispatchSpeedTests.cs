using System.Globalization;
using Balancing.Core.Leasing;
using Balancing.Core.Picking;
using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

/// <summary>Destinations of unlike speed: the slow ones come last among the free, are never refused, and are found out and forgiven.</summary>
public sealed class DispatchSpeedTests : IDispatchSink
{
    private readonly Dispatcher _dispatcher;
    private readonly DestinationLoad[] _destinations = [.. Enumerable.Range(1, 4).Select(id => new DestinationLoad(id.ToString(CultureInfo.InvariantCulture)))];
    private TimeSpan _now;

    public DispatchSpeedTests()
    {
        _dispatcher = new Dispatcher(new DispatchSettings { Prefetch = 0 }, new RoundRobinPolicy(), this);
        _dispatcher.SetOpen([.. _destinations.Select(one => (one, (int?)2))], _now);
    }

    [Fact]
    public void Picks_OneIsFourTimesAsSlow_GoToTheOthersWhileTheyAreFree()
    {
        Serve(400, slow: 4);

        var before = _destinations[3].Assigned;
        Serve(400, slow: 4);

        Assert.InRange(_destinations[3].Assigned - before, 1, 4); // one in 200 all the same, to learn from
        Assert.InRange(_destinations[3].Speed, 0.15, 0.55);
        Assert.InRange(_destinations[0].Speed, 0.85, 1.2);
    }

    [Fact]
    public void Picks_OnlyTheSlowOneIsFree_GoThere()
    {
        Serve(400, slow: 4);

        var held = Enumerable.Range(0, 8).Select(_ => Arrive()).ToList();

        Assert.All(held, ticket => Assert.NotNull(ticket.Destination));
        Assert.Equal(2, _destinations[3].InFlight);
    }

    [Fact]
    public void Picks_TheSlowOneHasRecovered_AreSharedAgain()
    {
        Serve(400, slow: 4);

        Serve(20_000, slow: 1);

        var before = _destinations[3].Assigned;
        Serve(400, slow: 1);
        Assert.InRange(_destinations[3].Assigned - before, 90, 110);
    }

    [Fact]
    public void Picks_AllAreSlowerThanBefore_AreSharedEvenly()
    {
        Serve(400, slow: 1);

        Serve(2_000, slow: 1, all: 10);

        var before = _destinations[3].Assigned;
        Serve(400, slow: 1, all: 10);
        Assert.InRange(_destinations[3].Assigned - before, 90, 110);
    }

    [Fact]
    public void Picks_LongsAtOneAndShortsAtTheOthers_TellNothingOfSpeed()
    {
        for (var job = 0; job < 800; job++)
        {
            var ticket = Arrive(job % 4 == 3 ? JobClass.Long : JobClass.Short);
            Complete(ticket, ticket.Class == JobClass.Long ? 200 : 5);
        }

        Assert.All(_destinations, destination => Assert.InRange(destination.Speed, 0.8, 1.25));
    }

    [Fact]
    public void Picks_WithoutLimitOnSlots_AreThePolicysAlone()
    {
        _dispatcher.SetOpen([.. _destinations.Select(one => (one, (int?)null))], _now);
        Serve(400, slow: 4);

        var before = _destinations[3].Assigned;
        Serve(400, slow: 4);

        Assert.Equal(100, _destinations[3].Assigned - before);
    }

    [Theory]
    [InlineData(PolicyNames.ConsistentHash)]
    [InlineData(PolicyNames.PeakEwma)]
    public void Picks_PolicyThatJudgesSpeedItself_IsNotNarrowed(string name)
    {
        Assert.True(PickPolicies.BuiltIn.TryCreate(name, new Random(1), out var policy));

        Assert.True(policy.JudgesSpeed);
    }

    [Fact]
    public void Failures_ThatCameAtOnce_DoNotMakeADestinationFast()
    {
        Serve(400, slow: 4);

        for (var job = 0; job < 2_000; job++)
        {
            var ticket = Arrive();
            var isSlow = ticket.Destination == _destinations[3];
            Complete(ticket, isSlow ? 0 : 5, succeeded: !isSlow);
        }

        Assert.InRange(_destinations[3].Speed, 0.15, 0.55);
    }

    void IDispatchSink.Dispatched(Ticket ticket)
    {
    }

    void IDispatchSink.Refused(Ticket ticket, RefusalReason reason) => Assert.Fail($"refused: {reason}");

    // One job at a time, so that a free destination is always there; the last destination is so many times as slow as the others.
    private void Serve(int jobs, double slow, double all = 1)
    {
        for (var job = 0; job < jobs; job++)
        {
            var ticket = Arrive();
            Complete(ticket, 5 * all * (ticket.Destination == _destinations[3] ? slow : 1));
        }
    }

    private Ticket Arrive(JobClass label = JobClass.Short)
    {
        var ticket = new Ticket { Label = label, Application = label.ToString() };
        _dispatcher.Arrive(ticket, _now);
        return ticket;
    }

    private void Complete(Ticket ticket, double milliseconds, bool succeeded = true)
    {
        _now += TimeSpan.FromMilliseconds(milliseconds);
        _dispatcher.Complete(ticket, _now, succeeded);
    }
}
