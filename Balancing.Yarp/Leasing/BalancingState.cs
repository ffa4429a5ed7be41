using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Balancing.Core.Leasing;
using Balancing.Core.Outliers;
using Balancing.Core.Queueing;
using Balancing.Core.Reporting;
using Balancing.Yarp.Decisions;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Forwarding;
using Balancing.Yarp.Health;
using Balancing.Yarp.Measuring;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Leasing;

/// <summary>What the balancing counts, for those who show it, and the rules it goes by, for those who change them.</summary>
public sealed class BalancingState
{
    private readonly ConditionalWeakTable<ClusterState, ClusterDispatch> _clusters = [];
    private readonly ConcurrentDictionary<string, (DispatchRules Rules, DispatchRules Configured)> _chosen = new(StringComparer.OrdinalIgnoreCase);
    private readonly TimeProvider _time;
    private readonly IJobClassifier _classifier;
    private readonly DispatchRules _rules;
    private int _version;
    private long _forwarded;
    private long _failed;
    private long _retried;
    private long _hedged;
    private long _hedgesWon;
    private long _refused;

    /// <summary>Made by <see cref="BalancingExtensions.AddBalancing"/>; applications take it from their services.</summary>
    public BalancingState(TimeProvider time, IJobClassifier classifier, DispatchRules rules, RetryRules retries, IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(retries);
        _time = time;
        _classifier = classifier;
        _rules = rules;
        Retries = retries;
        Held = new HeldBytes(retries.MaxHeldBytes);
        Measures = new Measures(meters);
    }

    /// <summary>Destinations have opened or closed, joined or left.</summary>
    internal event Action? DestinationsChanged;

    /// <summary>Requests that a destination has answered to the last byte, since the start.</summary>
    public long Forwarded => Volatile.Read(ref _forwarded);

    /// <summary>Requests whose last try failed, since the start; those whose client left are not among them.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Tries beyond the first of a request, since the start.</summary>
    public long Retried => Volatile.Read(ref _retried);

    /// <summary>Requests that were sent to a second destination while the first had not answered yet, since the start.</summary>
    public long Hedged => Volatile.Read(ref _hedged);

    /// <summary>Those of them that the second answered first.</summary>
    public long HedgesWon => Volatile.Read(ref _hedgesWon);

    /// <summary>Requests that were not dispatched, or found no further destination to be tried at, since the start.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Those that hear of every job that ended.</summary>
    internal IReadOnlyList<IJobObserver> Observers { get; init; } = [];

    /// <summary>The bytes held in memory so that requests can be tried again.</summary>
    public HeldBytes Held { get; }

    internal RetryRules Retries { get; }

    internal Measures Measures { get; }

    internal TimeProvider Time => _time;

    /// <summary>Changes with every <see cref="Use"/>.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>The counts of one destination; they live as long as YARP knows it under this id and address.</summary>
    public DestinationLoad LoadOf(ClusterState cluster, DestinationState destination) => Of(cluster).LoadOf(destination);

    /// <summary>What a destination has reported of itself.</summary>
    public TelemetryView TelemetryOf(ClusterState cluster, DestinationState destination)
    {
        var dispatch = Of(cluster);
        return dispatch.Known(destination).Telemetry.Look(dispatch.Now);
    }

    /// <summary>What is thought of a destination's health.</summary>
    public HealthView HealthOf(ClusterState cluster, DestinationState destination)
    {
        var dispatch = Of(cluster);
        var known = dispatch.Known(destination);
        var health = known.Health;
        var isOut = health.State != OutlierState.Good;
        return new HealthView(
            health.State,
            health.IsUsed,
            isOut ? health.Reason : null,
            isOut ? _time.GetUtcNow() + (health.EjectedUntil - dispatch.Now) : null,
            health.Ejections,
            known.Probe?.Found);
    }

    /// <summary>Whether too few of a cluster's destinations are healthy, so that the least bad of the others are used, too.</summary>
    public bool IsInPanic(ClusterState cluster) => Of(cluster).IsInPanic;

    /// <summary>Requests that wait for a slot in this cluster.</summary>
    public int WaitingIn(ClusterState cluster) => Of(cluster).Waiting;

    /// <summary>The last decisions of a cluster, the latest first, out of the last 1,000.</summary>
    /// <param name="cluster">Whose.</param>
    /// <param name="most">How many, at most.</param>
    /// <param name="application">Of this application only; null for all.</param>
    /// <param name="trace">Of this trace only, 32 hexadecimal digits in lower case; null for all.</param>
    public IReadOnlyList<Decision> DecisionsOf(ClusterState cluster, int most, string? application = null, string? trace = null)
        => Of(cluster).Decisions(most, application, trace);

    /// <summary>The rules a cluster goes by: its metadata over the application's own, or those chosen since these last changed.</summary>
    public DispatchRules RulesOf(ClusterState cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var configured = DispatchMetadata.Read(cluster.Model.Config, _rules);
        if (!_chosen.TryGetValue(cluster.ClusterId, out var chosen))
        {
            return configured;
        }

        if (chosen.Configured == configured)
        {
            return chosen.Rules;
        }

        _chosen.TryRemove(KeyValuePair.Create(cluster.ClusterId, chosen));
        return configured;
    }

    /// <summary>The rules that <see cref="Use"/> gave a cluster, and those of the configuration in whose place they stand; null when those are in force.</summary>
    public (DispatchRules Rules, DispatchRules Configured)? ChosenRulesOf(ClusterState cluster)
        => RulesOf(cluster) is var _ && _chosen.TryGetValue(cluster.ClusterId, out var chosen) ? chosen : null;

    /// <summary>
    /// Changes the rules of a cluster while it runs; requests that wait go by the new ones. Lasts until the application ends, or the configuration says
    /// something else of the cluster's dispatch: the later change wins.
    /// </summary>
    public void Use(ClusterState cluster, DispatchRules rules)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        _chosen[cluster.ClusterId] = (rules, DispatchMetadata.Read(cluster.Model.Config, _rules));
        Interlocked.Increment(ref _version);
        Of(cluster).Follow(cluster, policy: null);
    }

    /// <summary>What waits and runs in a cluster now. Constant work.</summary>
    public QueueView QueueOf(ClusterState cluster) => Of(cluster).Look();

    /// <summary>What is known of the applications whose jobs came to a cluster last, the latest first.</summary>
    /// <param name="cluster">Whose.</param>
    /// <param name="most">How many, at most.</param>
    public IReadOnlyList<LearnedApplication> ApplicationsOf(ClusterState cluster, int most) => Of(cluster).Applications(most);

    internal ClusterDispatch Of(ClusterState cluster) => _clusters.GetValue(cluster, _ => new ClusterDispatch(this, _classifier, _time));

    internal void NoteDestinations() => DestinationsChanged?.Invoke();

    internal void CountForwarded() => Interlocked.Increment(ref _forwarded);

    internal void CountFailed() => Interlocked.Increment(ref _failed);

    internal void CountHedged() => Interlocked.Increment(ref _hedged);

    internal void CountHedgeWon() => Interlocked.Increment(ref _hedgesWon);

    internal void CountRetried() => Interlocked.Increment(ref _retried);

    internal void CountRefused() => Interlocked.Increment(ref _refused);

    internal void Tell(in EndedJob ended)
    {
        for (var index = 0; index < Observers.Count; index++)
        {
            Observers[index].Ended(ended);
        }
    }
}
