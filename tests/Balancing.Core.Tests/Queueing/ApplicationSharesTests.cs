using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

public sealed class ApplicationSharesTests
{
    [Theory]
    [InlineData(JobClass.Short)]
    [InlineData(JobClass.Long)]
    public void Ended_ManyApplicationsWithOneJobEach_AreForgotten(JobClass jobClass)
    {
        var shares = new ApplicationShares(new DispatchSettings());
        for (var application = 0; application < 100_000; application++)
        {
            var ticket = Job($"app{application}", 0.005, jobClass);
            ticket.Key = shares.Tag(ticket);
            shares.Joined(ticket);
            shares.Went(ticket, isLast: true);
            shares.Left(ticket);
            shares.Ended(ticket);
        }

        Assert.InRange(shares.Count, 0, 5000);
    }

    [Fact]
    public void Tag_OfOneApplicationsShorts_GrowsByTheirCost()
    {
        var shares = new ApplicationShares(new DispatchSettings());

        Assert.Equal([0, 2, 5], new[] { shares.Tag(Job("a", 2)), shares.Tag(Job("a", 3)), shares.Tag(Job("a", 1)) });
        Assert.Equal(0, shares.Tag(Job("b", 1)));
    }

    [Fact]
    public void Tag_OfAnApplicationWithAWeight_GrowsSlower()
    {
        var shares = new ApplicationShares(new DispatchSettings { Weights = new Dictionary<string, double> { ["a"] = 2, ["zero"] = 0, ["nan"] = double.NaN } });

        Assert.Equal([0, 1], new[] { shares.Tag(Job("a", 2)), shares.Tag(Job("a", 2)) });
        Assert.Equal([0, 2], new[] { shares.Tag(Job("zero", 2)), shares.Tag(Job("zero", 2)) });
        Assert.Equal([0, 2], new[] { shares.Tag(Job("nan", 2)), shares.Tag(Job("nan", 2)) });
    }

    [Fact]
    public void Tag_OfEqualsLongs_IsThatOfArrival()
    {
        var shares = new ApplicationShares(new DispatchSettings());
        for (var job = 0; job < 200; job++)
        {
            var ticket = Job($"app{job % 20}", 0.2, JobClass.Long);
            ticket.Key = shares.Tag(ticket);
            shares.Joined(ticket);
            Assert.Equal(0, ticket.Key);
        }
    }

    [Fact]
    public void Tag_OfAFloodOfLongs_IsBehindThoseOfOthers()
    {
        var shares = new ApplicationShares(new DispatchSettings());
        var flood = Enumerable.Range(0, 100).Select(_ => Join(shares, "flood")).ToArray();

        var other = Join(shares, "other");

        Assert.InRange(flood.Count(ticket => ticket.Key <= other.Key), 1, 20);
        Assert.True(flood.SequenceEqual(flood.OrderBy(ticket => ticket.Key)));
    }

    [Fact]
    public void HoldsLittle_BesideAFlood_IsTrueOfThoseWithAQuarterOfItsJobsAndRemembersNobody()
    {
        var shares = new ApplicationShares(new DispatchSettings { Weights = new Dictionary<string, double> { ["light"] = 0.1 } });
        for (var job = 0; job < 12; job++)
        {
            Join(shares, "flood");
        }

        Join(shares, "other");
        Join(shares, "other");

        Assert.True(shares.HoldsLittle(Job("other", 0.2, JobClass.Long))); // its third
        Join(shares, "other");
        Assert.False(shares.HoldsLittle(Job("other", 0.2, JobClass.Long))); // its fourth
        Assert.False(shares.HoldsLittle(Job("flood", 0.2)));
        Assert.True(shares.HoldsLittle(Job("stranger", 0.2)));
        Assert.False(shares.HoldsLittle(Job("light", 0.2)));
        Assert.Equal(2, shares.Count);
    }

    private static Ticket Join(ApplicationShares shares, string application)
    {
        var ticket = Job(application, 0.2, JobClass.Long);
        ticket.Key = shares.Tag(ticket);
        shares.Joined(ticket);
        return ticket;
    }

    private static Ticket Job(string application, double seconds, JobClass jobClass = JobClass.Short)
        => new() { Application = application, ExpectedSeconds = seconds, Class = jobClass };
}
