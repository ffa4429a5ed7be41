using Balancing.Core.Membership;

namespace Balancing.Core.Tests.Membership;

public sealed class HeartbeatTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(9);

    [Fact]
    public void Heard_AnyNumberOfTimes_IsThriceALeaseAndNeverAtTheSameMoment()
    {
        var beat = new Heartbeat(Lease, new Random(1));

        var waits = Enumerable.Range(0, 1000).Select(_ => beat.Heard()).ToArray();

        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromSeconds(2.4), TimeSpan.FromSeconds(3)));
        Assert.True(waits.Distinct().Count() > 900);
    }

    [Fact]
    public void Lost_AgainAndAgain_DoublesUpToAThirdOfTheLease()
    {
        var beat = new Heartbeat(Lease, new Random(1));

        var waits = Enumerable.Range(0, 100).Select(_ => beat.Lost().TotalSeconds).ToArray();

        Assert.InRange(waits[0], 0.08, 0.1);
        Assert.InRange(waits[3], 0.64, 0.8);
        Assert.All(waits[5..], wait => Assert.InRange(wait, 2.4, 3));
    }

    [Fact]
    public void Lost_AfterOneWasHeard_BeginsAnew()
    {
        var beat = new Heartbeat(Lease, new Random(1));
        for (var failure = 0; failure < 50; failure++)
        {
            beat.Lost();
        }

        beat.Heard();

        Assert.InRange(beat.Lost().TotalSeconds, 0.08, 0.1);
    }

    [Fact]
    public void Lost_ShortLease_IsNeverLaterThanAThirdOfIt()
    {
        var beat = new Heartbeat(TimeSpan.FromMilliseconds(90), new Random(1));

        Assert.All(Enumerable.Range(0, 20), _ => Assert.InRange(beat.Lost().TotalMilliseconds, 0, 30));
    }
}
