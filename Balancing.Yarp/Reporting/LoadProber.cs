using Balancing.Core.Leasing;
using Balancing.Core.Picking;
using Balancing.Core.Queueing;
using Balancing.Core.Reporting;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Reporting;

/// <summary>Sends the probes that a policy such as prequal wants, <c>GET /load</c>, and tells it what came back.</summary>
/// <remarks>Probes go beside the requests, three for each: no request waits for one. A destination that does not report is picked by one's own counts.</remarks>
internal sealed class LoadProber(Dispatcher dispatcher, TimeProvider time, Func<TimeSpan> now)
{
    // Destinations that hang hold their probes for a second; with so many of them it is no time to send more.
    private const int MostAtOnce = 64;

    private int _underWay;

    /// <summary>Sends what is due. Costs a look at the policy where it wants none.</summary>
    public void SendDue(ClusterState cluster)
    {
        while (dispatcher.Probes && Volatile.Read(ref _underWay) < MostAtOnce && dispatcher.TryNextProbe(now(), out var destination))
        {
            Interlocked.Increment(ref _underWay);
            _ = AskAsync(cluster, destination);
        }
    }

    private async Task AskAsync(ClusterState cluster, DestinationLoad destination)
    {
        await LoadQuestion.AskAsync(cluster, (DestinationState)destination.Owner!, time, json => Tell(destination, json), CancellationToken.None);
        Interlocked.Decrement(ref _underWay);
    }

    private void Tell(DestinationLoad destination, ReadOnlySpan<byte> json)
    {
        if (LoadReportReader.ReadLoad(json, out var report) is null && report.InFlight is { } inFlight)
        {
            // A worker tells how long jobs take, not how long they would wait: the latency is that of the answers seen here.
            dispatcher.Probed(destination, new LoadProbe(inFlight + (report.Queued ?? 0), Latency: null, now()));
        }
    }
}
