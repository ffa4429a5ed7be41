using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

public sealed class ApplicationSharesTests
{
    [Fact]
    public void Passed_ManyApplicationsWithOneJobEach_AreForgotten()
    {
        var shares = new ApplicationShares();
        for (var application = 0; application < 100_000; application++)
        {
            var ticket = new Ticket { Application = $"app{application}" };
            ticket.Key = shares.StartTag(ticket.Application, cost: 0.005);
            shares.Joined(ticket);
            shares.Left(ticket);
            shares.Passed(ticket.Key, nobodyWaits: true);
        }

        Assert.InRange(shares.Count, 0, 5000);
    }

    [Fact]
    public void StartTag_OfOneApplication_GrowsByItsCost()
    {
        var shares = new ApplicationShares();

        Assert.Equal([0, 2, 5], new[] { shares.StartTag("a", 2), shares.StartTag("a", 3), shares.StartTag("a", 1) });
        Assert.Equal(0, shares.StartTag("b", 1));
    }
}
