using Balancing.Core.Membership;
using Balancing.Yarp.Leasing;
using Broker.Api.Proxy;
using Yarp.ReverseProxy;

namespace Broker.Api.Membership;

/// <summary>Tells the table of members that time passes, and which of those that are gone hold no request any more.</summary>
internal sealed class MemberClock(
    Members members, LiveProxyConfigProvider provider, IProxyStateLookup proxy, BalancingState balancing, ILogger<MemberClock> logger) : BackgroundService
{
    // A look costs a few nanoseconds a member. A lease lapses this much late at most.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            // told to stop
        }
    }

    private void Look()
    {
        try
        {
            if (members.Do((table, now) =>
            {
                table.Advance(now, HoldsNothing);
                return true;
            }).Changed)
            {
                provider.LayAnew();
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            MemberLog.LookFailed(logger, exception); // the next look may succeed; without this there would be none
        }
    }

    private bool HoldsNothing(MemberKey key)
        => !proxy.TryGetCluster(key.Cluster, out var cluster) || !cluster.Destinations.TryGetValue(key.Id, out var destination)
            || balancing.LoadOf(cluster, destination).InFlight == 0;
}
