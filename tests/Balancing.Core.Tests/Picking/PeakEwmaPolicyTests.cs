using Balancing.Core.Leasing;
using Balancing.Core.Picking;
using Balancing.Core.Queueing;
using Balancing.Core.Tests.Queueing;

namespace Balancing.Core.Tests.Picking;

public sealed class PeakEwmaPolicyTests
{
    private readonly PeakEwmaPolicy _policy = new(new Random(1));

    [Theory]
    [InlineData(new[] { 0, 0 }, new[] { 0.2, 0.1 }, 1)]
    [InlineData(new[] { 0, 3 }, new[] { 0.2, 0.1 }, 0)] // 0.2 x 1 against 0.1 x 4
    [InlineData(new[] { 1, 0 }, new[] { 0.1, 0.3 }, 0)] // 0.1 x 2 against 0.3 x 1: the faster one, although busier
    public void Pick_LatencyTimesRequests_TheLowerOneIsPicked(int[] inFlight, double[] latencies, int expected)
        => Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(expected, Pick(inFlight, latencies)));

    [Fact]
    public void Pick_NothingKnownOfAnIdleOne_TriesIt()
        => Assert.Equal(1, Pick([0, 0], [0.001, 0]));

    [Fact]
    public void Pick_NothingKnownOfABusyOne_WaitsForItsFirstAnswer()
        => Assert.Equal(0, Pick([500, 1], [30, 0]));

    [Fact]
    public void Pick_WeightsDiffer_CostIsByWeight()
        => Assert.Equal(1, _policy.Pick(new ArrayLoads([0, 0], latencies: [0.1, 0.15], weights: [1, 2])));

    [Fact]
    public void Dispatcher_OneDestinationTenTimesSlower_GetsFewOfTheJobs()
    {
        var given = Served(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100), slowFails: false);

        Assert.InRange(given[1], 1, given[0] / 8);
    }

    // It answers at once, with failures: that is not fast.
    [Fact]
    public void Dispatcher_OneDestinationFailsAtOnce_IsNotTakenForFast()
    {
        var given = Served(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(0.1), slowFails: true);

        Assert.InRange(given[1], 0, given[0] * 2);
    }

    // Peaks are forgotten: what was slow once is tried again.
    [Fact]
    public void Dispatcher_SlowOnce_GetsItsShareAgainAfterSomeMemories()
    {
        var open = Sets.Destinations(2);
        var picker = new DestinationPicker(_policy);
        picker.SetOpen(open);
        var now = TimeSpan.Zero;
        picker.Return(picker.TakeAt(open[0], now), failed: false, now + TimeSpan.FromMilliseconds(10));
        picker.Return(picker.TakeAt(open[1], now), failed: false, now + TimeSpan.FromSeconds(1));
        for (var job = 0; job < 10_000; job++)
        {
            Assert.True(picker.TryTake(new PickRequest(now), out var lease));
            now += TimeSpan.FromMilliseconds(10);
            picker.Return(lease, failed: false, now);
        }

        Assert.InRange(open[1].Assigned, 500, 9_500);
    }

    private int Pick(int[] inFlight, double[] latencies) => _policy.Pick(new ArrayLoads(inFlight, latencies: latencies));

    // One job at a time at each of two destinations, each taking its time, for ten seconds.
    private static long[] Served(TimeSpan first, TimeSpan second, bool slowFails)
    {
        var world = new DispatchWorld(DispatchWorld.Plain, destinations: 2, PolicyNames.PeakEwma);
        world.Open(null, null);
        TimeSpan[] takes = [first, second];
        for (var tick = 0; tick < 10_000; tick++)
        {
            if (world.Running.Count < 2)
            {
                world.Arrive(JobClass.Short);
            }

            world.Pass(TimeSpan.FromMilliseconds(1));
            foreach (var ticket in world.Running.ToArray())
            {
                var at = ticket.Destination == world.Destinations[0] ? 0 : 1;
                if (world.Now - ticket.DispatchedAt >= takes[at])
                {
                    world.Complete(ticket, succeeded: at == 0 || !slowFails);
                }
            }
        }

        return [.. world.Destinations.Select(destination => destination.Assigned)];
    }
}
