using System.Diagnostics.Metrics;
using Balancing.Core.Leasing;
using Balancing.Core.Outliers;
using Balancing.Core.Queueing;
using Balancing.Yarp.Leasing;
using Microsoft.Extensions.Hosting;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Measuring;

/// <summary>What is read when it is asked for, out of the counts that are there anyway: the queue, the destinations, the totals.</summary>
/// <remarks>Costs nothing on the way of a request; a reading costs a few looks into tables for each destination.</remarks>
internal sealed class Gauges(IMeterFactory meters, IProxyStateLookup proxy, BalancingState state) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(BalancingMeter.Name);
        meter.CreateObservableGauge("balancing.queue.jobs", Queued, null, "Requests that wait in the broker for a slot.");
        meter.CreateObservableGauge("balancing.held_back.slots", HeldBack, null, "Slots that Longs leave to Shorts now, busy or free.");
        meter.CreateObservableGauge("balancing.held.size", () => state.Held.Count, "By", "Memory held by the bodies of jobs and by answers that are not whole yet.");

        meter.CreateObservableGauge("balancing.worker.in_flight", () => OfEach<int>(load => load.InFlight), null, "Requests leased to the worker and not yet finished.");
        meter.CreateObservableGauge("balancing.worker.slots", () => OfEach<int>(load => load.Slots), null, "Requests that the worker may hold at once; absent without a limit.");
        meter.CreateObservableGauge("balancing.worker.speed", () => OfEach<double>(load => load.Speed), null, "How fast the worker is, as learned; 1 as the fastest of its cluster.");
        meter.CreateObservableGauge("balancing.worker.open", Open, null, "1 while the worker gets requests, else 0.");
        meter.CreateObservableGauge("balancing.worker.ejected", Ejected, null, "1 while the worker is ejected or on trial, else 0.");
        meter.CreateObservableCounter("balancing.worker.assigned", () => OfEach<long>(load => load.Assigned), null, "Requests given to the worker.");
        meter.CreateObservableCounter("balancing.worker.failed", () => OfEach<long>(load => load.Failed), null, "Requests that came to no good end at the worker.");

        meter.CreateObservableCounter("balancing.forwarded", () => state.Forwarded, null, "Requests answered by a worker to the last byte.");
        meter.CreateObservableCounter("balancing.failed", () => state.Failed, null, "Requests whose last try failed.");
        meter.CreateObservableCounter("balancing.retries", () => state.Retried, null, "Tries beyond a request's first, after that had failed.");
        meter.CreateObservableCounter("balancing.hedges", () => state.Hedged, null, "Requests sent to a second worker, too, while the first had not answered yet.");
        meter.CreateObservableCounter("balancing.hedges.won", () => state.HedgesWon, null, "Those that the second answered first.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<int>> Queued() => proxy.GetClusters().SelectMany(cluster =>
    {
        var (name, counts) = (Measures.Tag("cluster", cluster.ClusterId), state.QueueOf(cluster));
        return new[]
        {
            new Measurement<int>(counts.WaitingShorts, name, Measures.Tag("type", Measures.Type(JobClass.Short))),
            new Measurement<int>(counts.WaitingLongs, name, Measures.Tag("type", Measures.Type(JobClass.Long))),
        };
    });

    private IEnumerable<Measurement<int>> HeldBack()
        => proxy.GetClusters().Select(cluster => new Measurement<int>(state.QueueOf(cluster).HeldBack, Measures.Tag("cluster", cluster.ClusterId)));

    private IEnumerable<Measurement<T>> OfEach<T>(Func<DestinationLoad, T?> value) where T : struct
        => OfEach((cluster, destination) => value(state.LoadOf(cluster, destination)));

    private IEnumerable<Measurement<int>> Open()
        => OfEach((cluster, destination) => cluster.DestinationsState.AvailableDestinations.Contains(destination) ? (int?)1 : 0);

    private IEnumerable<Measurement<int>> Ejected()
        => OfEach((cluster, destination) => state.HealthOf(cluster, destination).State == OutlierState.Good ? (int?)0 : 1);

    private IEnumerable<Measurement<T>> OfEach<T>(Func<ClusterState, DestinationState, T?> value) where T : struct
        => proxy.GetClusters().SelectMany(cluster => cluster.Destinations.Values, (cluster, destination) => (cluster, destination, value: value(cluster, destination)))
            .Where(one => one.value is not null)
            .Select(one => new Measurement<T>(
                one.value!.Value, Measures.Tag("cluster", one.cluster.ClusterId), Measures.Tag("worker", one.destination.DestinationId)));
}
