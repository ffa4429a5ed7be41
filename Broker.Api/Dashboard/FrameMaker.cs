using Balancing.Core.Picking;
using Balancing.Core.Queueing;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Leasing;
using Broker.Api.Decisions;
using Broker.Api.Dispatch;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Broker.Api.Dashboard;

/// <summary>Makes the snapshots of the dashboard out of what YARP and the balancing know. Called by one thread at a time.</summary>
/// <remarks>Costs a few reads for each destination; names, order and settings are looked at once a second and where destinations have changed.</remarks>
internal sealed class FrameMaker(IProxyStateLookup proxy, BalancingState balancing, Traffic traffic, TimeProvider time)
{
    /// <summary>Seconds that each reader may miss before it gets all of them anew.</summary>
    public const int LatestSeconds = 6;

    private const int Decisions = 40;
    private const int Applications = 40;

    private readonly Dictionary<string, (object Of, DestinationState[] Ordered)> _ordered = new(StringComparer.OrdinalIgnoreCase);
    private ReadOnlyMemory<byte> _layout;
    private ReadOnlyMemory<byte> _history;
    private ReadOnlyMemory<byte> _latest;
    private int _layoutNumber;
    private long _second;
    private long _number;

    /// <summary>The snapshot of this moment.</summary>
    public Frame Make()
    {
        var clusters = proxy.GetClusters().OrderBy(cluster => cluster.ClusterId, DestinationOrder.ById).ToArray();
        var haveChanged = _ordered.Count != clusters.Length;
        foreach (var cluster in clusters)
        {
            haveChanged |= Order(cluster);
        }

        var now = time.GetUtcNow();
        if (now.ToUnixTimeSeconds() != _second || haveChanged || _layout.IsEmpty)
        {
            _second = now.ToUnixTimeSeconds();
            LookAtLayout(clusters);
            LookAtSecond(clusters);
        }

        var tick = new TickView(
            now.ToUnixTimeMilliseconds(),
            _layoutNumber,
            new CountsView(balancing.Forwarded, balancing.Failed, balancing.Retried, balancing.Refused),
            Array.ConvertAll(clusters, TickOf));
        return new Frame(++_number, _layoutNumber, _layout, _second, _history, _latest, Frame.Event("tick", tick, FrameJson.Default.TickView));
    }

    // To be ordered by name is dear with a thousand of them; the list is another when a destination comes or goes.
    private bool Order(ClusterState cluster)
    {
        var all = cluster.DestinationsState.AllDestinations;
        if (_ordered.TryGetValue(cluster.ClusterId, out var known) && ReferenceEquals(known.Of, all))
        {
            return false;
        }

        _ordered[cluster.ClusterId] = (all, WorkerStates.Ordered(cluster));
        return true;
    }

    private void LookAtLayout(ClusterState[] clusters)
    {
        foreach (var gone in _ordered.Keys.Except(clusters.Select(cluster => cluster.ClusterId), StringComparer.OrdinalIgnoreCase).ToArray())
        {
            _ordered.Remove(gone);
        }

        var layout = Frame.Event("layout", new LayoutView(traffic.Started, PickPolicies.BuiltIn.Names, Array.ConvertAll(clusters, LayoutOf)), FrameJson.Default.LayoutView);
        if (!layout.Span.SequenceEqual(_layout.Span))
        {
            _layout = layout;
            _layoutNumber++;
        }
    }

    private ClusterLayout LayoutOf(ClusterState cluster) => new(
        cluster.ClusterId,
        cluster.Model.Config.LoadBalancingPolicy ?? "",
        DispatchView.Of(balancing.RulesOf(cluster), queued: 0),
        Array.ConvertAll(_ordered[cluster.ClusterId].Ordered, destination => new WorkerLayout(destination.DestinationId, destination.Model.Config.Address)));

    private void LookAtSecond(ClusterState[] clusters)
    {
        var decisions = clusters
            .SelectMany(cluster => balancing.DecisionsOf(cluster, Decisions).Select(decision => DecisionEndpoints.View(cluster.ClusterId, decision)))
            .OrderByDescending(decision => decision.At).ThenByDescending(decision => decision.Number)
            .Take(Decisions).ToArray();
        var applications = clusters
            .SelectMany(cluster => balancing.ApplicationsOf(cluster, Applications).Select(application => ApplicationView.Of(cluster.ClusterId, application)))
            .ToArray();
        var history = traffic.Look(Traffic.Seconds);
        _history = Second("history", history.Points);
        _latest = Second("second", history.Points.Skip(history.Points.Count - LatestSeconds));

        ReadOnlyMemory<byte> Second(string name, IEnumerable<TrafficPoint> points) => Frame.Event(
            name,
            new SecondView([.. points.Select(point => point.ToRow())], history.Marks, history.Short, history.Long, decisions, applications),
            FrameJson.Default.SecondView);
    }

    private ClusterTick TickOf(ClusterState cluster)
    {
        var destinations = _ordered[cluster.ClusterId].Ordered;
        var open = cluster.DestinationsState.AvailableDestinations.ToHashSet();
        var count = destinations.Length;
        var tick = new ClusterTick(
            new int[count], new int[count], new int[count], new int[count], new int[count], new int[count], new Dictionary<int, string>(), new List<int>(), QueueTick.Of(balancing.QueueOf(cluster)));
        for (var index = 0; index < count; index++)
        {
            Show(cluster, destinations[index], index, open, tick);
        }

        return tick;
    }

    private void Show(ClusterState cluster, DestinationState destination, int index, HashSet<DestinationState> open, ClusterTick tick)
    {
        var load = balancing.LoadOf(cluster, destination);
        var health = balancing.HealthOf(cluster, destination);
        var state = WorkerStates.Of(destination, open, load.InFlight, health);
        tick.State[index] = state;
        tick.InFlight[index] = load.InFlight;
        tick.Shorts[index] = load.RunningShorts;
        tick.Longs[index] = load.RunningLongs;
        tick.Slots[index] = load.Slots ?? -1;
        tick.Queued[index] = balancing.TelemetryOf(cluster, destination).Report.Queued ?? 0;
        if (WorkerStates.Why(destination, state, health) is { } why)
        {
            ((Dictionary<int, string>)tick.Why)[index] = why;
        }
        else if (load.IsSlow)
        {
            ((List<int>)tick.Slow).Add(index);
        }
    }
}
