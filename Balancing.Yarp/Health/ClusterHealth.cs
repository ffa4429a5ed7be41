using System.Collections.Concurrent;
using Balancing.Core.Outliers;
using Balancing.Core.Retrying;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Forwarding;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;
using DestinationHealth = Balancing.Core.Outliers.DestinationHealth;

namespace Balancing.Yarp.Health;

/// <summary>Drives the core's <see cref="OutlierDetector"/> for one cluster: results of requests and probes in, destinations that are used out.</summary>
/// <remarks>A result costs a look into a table and the detector's lock, and allocates nothing; a changed verdict costs a look at each destination.</remarks>
internal sealed class ClusterHealth : IOutlierSink
{
    private readonly string _id;
    private readonly ClusterDispatch _dispatch;
    private readonly HealthRules _rules;
    private readonly OutlierLog _log;
    private readonly Action _changed;
    private readonly OutlierDetector _detector;
    private readonly Alarm _alarm;

    // What the detector has said under its lock, to be logged outside of it.
    private readonly ConcurrentQueue<Action> _said = new();
    private OutlierSettings _settings;

    /// <param name="id">The cluster's.</param>
    /// <param name="dispatch">Whose destinations and clock.</param>
    /// <param name="rules">How to judge.</param>
    /// <param name="log">Where verdicts are said.</param>
    /// <param name="changed">Called when other destinations are to be used than before; asks back by <see cref="Used"/>.</param>
    public ClusterHealth(string id, ClusterDispatch dispatch, HealthRules rules, OutlierLog log, Action changed)
    {
        (_id, _dispatch, _rules, _log, _changed) = (id, dispatch, rules, log, changed);
        _settings = rules.Outliers;
        _detector = new OutlierDetector(_settings, new Random(), this);
        _alarm = new Alarm(dispatch.Time, () => dispatch.Now, () => _detector.NextLook, () => Settle(_detector.Advance(dispatch.Now)));
    }

    /// <summary>A request's try ended at a destination.</summary>
    public void Ended(in EndedTry ended)
    {
        if (ended.Confirms is { } first)
        {
            // Nothing is held against either of them; the first has been charged with it already.
            Settle(_detector.Excuse(_dispatch.Known(first.Destination).Health, first.At, ended.At));
            return;
        }

        var known = _dispatch.Known(ended.Destination);
        if (ended.Outcome is not (TryOutcome.Answered or TryOutcome.Abandoned))
        {
            known.Probe?.Hasten();
        }

        Settle(_detector.TryEnded(known.Health, ended.Outcome, ended.At - ended.Took, ended.At));
    }

    /// <summary>A probe of a destination ended.</summary>
    public void Probed(DestinationState destination, bool answered)
        => Settle(_detector.Probed(_dispatch.Known(destination).Health, answered, _dispatch.Now));

    /// <inheritdoc cref="HealthBook.Used"/>
    public IReadOnlyList<DestinationState> Used(ClusterConfig config, IReadOnlyList<DestinationState> present, IReadOnlyList<DestinationState> open)
    {
        FollowSettings(config);
        var isOpen = open.ToHashSet();
        var members = new (DestinationHealth Destination, Standing Standing)[present.Count];
        for (var index = 0; index < members.Length; index++)
        {
            var known = _dispatch.Known(present[index]);
            members[index] = (known.Health, isOpen.Contains(present[index]) ? Standing.Open : StandingOfClosed(known.Probe, present[index]));
        }

        _detector.SetMembers(members, _dispatch.Now);
        _alarm.Arm();
        Say();
        return [.. present.Where(destination => _dispatch.Known(destination).Health.IsUsed)];
    }

    void IOutlierSink.Ejected(DestinationHealth destination)
    {
        var (lasts, reason, ejections) = (destination.EjectedUntil - _dispatch.Now, destination.Reason!.Value, destination.Ejections);
        _said.Enqueue(() => _log.Ejected(_id, Id(destination), Address(destination), Math.Max(0, lasts.TotalSeconds), reason, ejections));
    }

    void IOutlierSink.OnTrial(DestinationHealth destination) => _said.Enqueue(() => _log.OnTrial(Id(destination), Address(destination)));

    void IOutlierSink.Returned(DestinationHealth destination) => _said.Enqueue(() => _log.Returned(Id(destination), Address(destination)));

    void IOutlierSink.Acquitted(DestinationHealth destination) => _said.Enqueue(() => _log.Acquitted(Id(destination), Address(destination)));

    void IOutlierSink.PanicChanged(bool isPanic)
    {
        _dispatch.IsInPanic = isPanic;
        _said.Enqueue(() =>
        {
            if (isPanic)
            {
                _log.Panicked(_id);
            }
            else
            {
                _log.Recovered(_id);
            }
        });
    }

    // Two that judge the same requests would undo each other's verdicts: where YARP's own passive checks are wanted, they alone judge.
    private void FollowSettings(ClusterConfig config)
    {
        var wanted = config.HealthCheck?.Passive?.Enabled == true ? _rules.Outliers with { Ejects = false } : _rules.Outliers;
        if (wanted != _settings)
        {
            _settings = wanted;
            _detector.Use(wanted, _dispatch.Now);
        }
    }

    // Answered, but with an error: the check may be at fault, not the destination.
    private static Standing StandingOfClosed(DestinationProbe? probe, DestinationState destination)
        => probe is { IsOver: false, Found: { IsThere: true } } && destination.Health.Passive != global::Yarp.ReverseProxy.Model.DestinationHealth.Unhealthy
            ? Standing.Doubted
            : Standing.Closed;

    private void Settle(bool changed)
    {
        _alarm.Arm();
        Say();
        if (changed)
        {
            _changed();
        }
    }

    private void Say()
    {
        while (_said.TryDequeue(out var say))
        {
            say();
        }
    }

    private static string Id(DestinationHealth destination) => ((DestinationState)destination.Owner!).DestinationId;

    private static string Address(DestinationHealth destination) => ((DestinationState)destination.Owner!).Model.Config.Address;
}
