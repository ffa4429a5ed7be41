using System.Globalization;
using System.Runtime.CompilerServices;
using Balancing.Yarp.Leasing;
using Balancing.Yarp.Reporting;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Health;

/// <summary>
/// Probes the destinations of clusters whose <c>HealthCheck:Active</c> is enabled, in the place of YARP's own monitor: each destination at its own times, spread, again soon after a failed request or a
/// probe that differs from those before; so one that hangs keeps no other's verdict back.
/// </summary>
/// <remarks>
/// What is asked is YARP's <see cref="IProbingRequestFactory"/> to say. A cluster that names a policy other than <c>ConsecutiveFailures</c> has its probes judged by that one,
/// one result at a time. YARP's monitor stays registered as a listener, but never starts: only a call through the interface that this class takes over would start it.
/// </remarks>
internal sealed class ActiveProber(
    BalancingState state,
    HealthBook health,
    IProbingRequestFactory requests,
    ProbePolicies policies,
    IDestinationHealthUpdater updater) : IActiveHealthCheckMonitor, IClusterChangeListener, IDisposable
{
    private const string Threshold = "ConsecutiveFailuresHealthPolicy.Threshold";

    private readonly ConditionalWeakTable<ClusterConfig, HealthRules> _rules = [];
    private readonly Dictionary<ClusterState, DestinationProbe[]> _probes = [];
    private readonly Lock _lock = new();
    private bool _isOver;

    public bool InitialProbeCompleted { get; private set; }

    public async Task CheckHealthAsync(IEnumerable<ClusterState> clusters)
    {
        var first = clusters.SelectMany(Follow).Select(probe => probe.First).ToArray();
        await Task.WhenAll(first);
        InitialProbeCompleted = true;
    }

    public void OnClusterAdded(ClusterState cluster) => Follow(cluster);

    public void OnClusterChanged(ClusterState cluster) => Follow(cluster);

    public void OnClusterRemoved(ClusterState cluster)
    {
        lock (_lock)
        {
            _probes.Remove(cluster, out var probes);
            End(probes ?? []);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            End(_probes.Values.SelectMany(probes => probes));
            _probes.Clear();
        }
    }

    /// <summary>What a cluster says of its probes, over what holds without.</summary>
    public HealthRules RulesOf(ClusterState cluster) => _rules.GetValue(cluster.Model.Config, Read);

    /// <summary>Sends a probe if one is due; never throws.</summary>
    public async Task ProbeAsync(DestinationProbe probe)
    {
        if (probe.IsOver || !probe.Schedule.TryBegin(probe.Dispatch.Now))
        {
            return;
        }

        var rules = RulesOf(probe.Cluster);
        var found = default(ProbeFinding);
        try
        {
            found = await AskAsync(probe, rules.ProbeTimeout);
        }
        finally
        {
            probe.Schedule.Ended(found.Passed, rules.Probes, probe.Dispatch.Now);
            probe.Arm();
        }

        if (!probe.IsOver)
        {
            Judge(probe, found);
        }
    }

    private async Task<ProbeFinding> AskAsync(DestinationProbe probe, TimeSpan timeout)
    {
        using var patience = new CancellationTokenSource(timeout, state.Time);
        HttpResponseMessage? answer = null;
        Exception? fault = null;
        try
        {
            using var request = requests.CreateRequest(probe.Cluster.Model, probe.Destination.Model);
            answer = await probe.Cluster.Model.HttpClient.SendAsync(request, patience.Token);
            ReportHeaders.Take(probe.Dispatch, probe.Destination, answer, isProbe: true); // before the destination is opened
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            fault = exception; // whatever a stranger's server may bring about: it has not answered
        }

        using (answer)
        {
            if (!probe.IsOver)
            {
                policies.Tell(probe.Cluster, new DestinationProbingResult(probe.Destination, answer, fault));
            }

            return new ProbeFinding(answer is null ? 0 : (int)answer.StatusCode);
        }
    }

    private void Judge(DestinationProbe probe, ProbeFinding found)
    {
        var changed = probe.Find(found);
        health.Of(probe.Cluster).Probed(probe.Destination, found.IsThere);
        var said = probe.Schedule.IsOpen switch
        {
            _ when policies.Judge(probe.Cluster) => probe.Destination.Health.Active,
            true => DestinationHealth.Healthy,
            false => DestinationHealth.Unhealthy,
            _ => DestinationHealth.Unknown,
        };
        if (said != probe.Destination.Health.Active)
        {
            updater.SetActive(probe.Cluster, [new NewActiveDestinationHealth(probe.Destination, said)]);
        }
        else if (changed && said == DestinationHealth.Unhealthy)
        {
            health.Look(probe.Cluster); // closed as before, but for another reason: in panic that matters
        }
    }

    private DestinationProbe[] Follow(ClusterState cluster)
    {
        lock (_lock)
        {
            var isProbed = !_isOver && cluster.Model.Config.HealthCheck?.Active?.Enabled == true;
            var dispatch = state.Of(cluster);
            var before = _probes.GetValueOrDefault(cluster, []);
            DestinationProbe[] probes = isProbed ? [.. cluster.Destinations.Values.Select(Probe)] : [];
            End(before.Except(probes));
            _probes[cluster] = probes;
            Array.ForEach(probes, probe => probe.Arm());
            return probes;

            // Kept as long as the destination has this address: another one is to be opened by its own answers.
            DestinationProbe Probe(DestinationState destination) => dispatch.Known(destination) is var known && known.Probe is { IsOver: false } probe
                ? probe
                : known.Probe = new DestinationProbe(this, cluster, destination, dispatch, state.Time);
        }
    }

    private static void End(IEnumerable<DestinationProbe> probes)
    {
        foreach (var probe in probes)
        {
            probe.End();
        }
    }

    private HealthRules Read(ClusterConfig cluster)
    {
        var (active, probes) = (cluster.HealthCheck?.Active, health.Rules.Probes);
        return health.Rules with
        {
            ProbeTimeout = active?.Timeout ?? health.Rules.ProbeTimeout,
            Probes = probes with
            {
                Interval = active?.Interval ?? probes.Interval,
                FailuresToClose = cluster.Metadata is { } metadata && metadata.TryGetValue(Threshold, out var text)
                    && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold) && threshold is >= 1 and <= int.MaxValue
                        ? (int)Math.Ceiling(threshold)
                        : probes.FailuresToClose,
            },
        };
    }
}
