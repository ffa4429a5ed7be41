using Balancing.Core.Leasing;
using Balancing.Core.Picking;
using Balancing.Core.Queueing;
using Balancing.Core.Retrying;
using Balancing.Yarp.Decisions;
using Balancing.Yarp.Forwarding;
using Balancing.Yarp.Leasing;
using Balancing.Yarp.Policies;
using Balancing.Yarp.Reporting;
using Balancing.Yarp.Tracing;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Dispatching;

/// <summary>Drives the core's dispatcher for one cluster of YARP: requests in, destinations out, time from the clock.</summary>
internal sealed partial class ClusterDispatch : IDispatchSink
{
    private readonly BalancingState _state;
    private readonly IJobClassifier _classifier;
    private readonly Dispatcher _dispatcher;
    private readonly OpenDestinations _destinations = new();
    private readonly Alarm _alarm;
    private readonly long _start;
    private readonly LoadProber _prober;
    private readonly DecisionLog _decisions;
    private readonly Lock _changing = new();
    private readonly TimeProvider _time;

    private string _policy = PolicyNames.RoundRobin;
    private bool _isOurs = true;
    private string? _hashHeader;
    private ClusterModel? _model;
    private int _version = -1;
    private DispatchRules _rules = new();

    public ClusterDispatch(BalancingState state, IJobClassifier classifier, TimeProvider time)
    {
        _time = time;
        Tries = new ClusterTries(this, state.Retries, time);
        _state = state;
        _classifier = classifier;
        _dispatcher = new Dispatcher(_rules.Queue, new RoundRobinPolicy(), this);
        _start = time.GetTimestamp();
        _alarm = new Alarm(time, () => Now, () => _dispatcher.NextLook, () => _dispatcher.Advance(Now));
        _prober = new LoadProber(_dispatcher, time, () => Now);
        _decisions = new DecisionLog(time.GetUtcNow());
    }

    /// <summary>The dispatcher's clock.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_start);

    public TimeProvider Time => _time;

    /// <summary>Who judges what becomes of the requests once they are sent.</summary>
    public ClusterTries Tries { get; }

    public int Waiting => _dispatcher.Waiting;

    /// <summary>Whether too few destinations are healthy, and the least bad of the others are used, too.</summary>
    public bool IsInPanic { get; set; }

    public DestinationLoad LoadOf(DestinationState destination) => _destinations.LoadOf(destination);

    /// <summary>Lets a request in: it is dispatched, refused, or waits when this returns.</summary>
    /// <returns>Null when the cluster's policy is none of ours: it picks at once, and the request is only counted.</returns>
    public ForwardAttempt? Enter(HttpContext context, IReverseProxyFeature proxy, ClusterState cluster, TimeSpan? timeout)
    {
        Follow(cluster, policy: null);
        if (!Volatile.Read(ref _isOurs))
        {
            return null;
        }

        var attempt = Begin(context, proxy, timeout);
        if (_destinations.AreAll(proxy.AvailableDestinations))
        {
            _dispatcher.Arrive(attempt.Ticket, Now);
        }
        else
        {
            _dispatcher.ArriveAt(attempt.Ticket, _destinations.InOrder(proxy.AvailableDestinations), Now); // narrowed: by a session, or by the application
        }

        _alarm.Arm();
        _prober.SendDue(cluster);
        return attempt;
    }

    /// <summary>Picks among the candidates at once; for pipelines without the dispatch, and for candidates that were narrowed.</summary>
    public ForwardAttempt? Pick(HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> candidates, string policy)
    {
        Follow(cluster, policy);
        if (candidates.Count == 0)
        {
            return null;
        }

        var attempt = Begin(context, context.Features.Get<IReverseProxyFeature>(), AllowedTime.Of(context));
        if (_destinations.AreAll(candidates))
        {
            _dispatcher.Arrive(attempt.Ticket, Now);
            if (!attempt.IsDecided)
            {
                _dispatcher.Abandon(attempt.Ticket, Now); // nothing can wait here: the pick is due now
            }

            if (attempt.IsDispatched)
            {
                _prober.SendDue(cluster);
                return attempt;
            }
        }

        _dispatcher.ArriveAt(attempt.Ticket, _destinations.InOrder(candidates), Now);
        _alarm.Arm();
        return attempt;
    }

    /// <summary>Takes a place at a destination that was chosen elsewhere: by YARP, a session, or for lack of another.</summary>
    public ForwardAttempt TakeAt(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        Follow(cluster, policy: null);
        var attempt = Begin(context, context.Features.Get<IReverseProxyFeature>(), AllowedTime.Of(context));
        _dispatcher.ArriveAt(attempt.Ticket, [LoadOf(destination)], Now);
        return attempt;
    }

    /// <summary>Whether a destination is open where the request has not been.</summary>
    public bool HasOther(ForwardAttempt attempt) => _dispatcher.HasOther(attempt.Ticket);

    /// <summary>
    /// The request came to no good end at its destination: another one that has not been tried takes it, at once or when it has a slot; or, after a pause, any.
    /// </summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="OperationCanceledException">The client left meanwhile.</exception>
    public async ValueTask<bool> RetryAsync(ForwardAttempt attempt, ClusterState cluster, RetryVerdict verdict, CancellationToken aborted)
    {
        Follow(cluster, policy: null);
        if (verdict.Decision == RetryDecision.AfterPause)
        {
            attempt.Fail();
            await Task.Delay(verdict.Pause, _time, aborted);
            attempt.BeginNext();
            _dispatcher.ArriveAgain(attempt.Ticket, Now);
        }
        else
        {
            var ran = attempt.Outcome != TryOutcome.NotConnected;
            _decisions.End(attempt, Now - attempt.Ticket.DispatchedAt, succeeded: false);
            attempt.BeginNext();
            _dispatcher.Redirect(attempt.Ticket, Now, ran);
        }

        _alarm.Arm();
        if (!attempt.IsDecided)
        {
            await attempt.WaitAsync(aborted);
        }

        return attempt.Refusal is null;
    }

    public void Complete(ForwardAttempt attempt, bool succeeded)
    {
        var now = Now;
        _decisions.End(attempt, now - attempt.Ticket.DispatchedAt, succeeded);
        _dispatcher.Complete(attempt.Ticket, now, succeeded);
        _alarm.Arm();
        _state.Tell(EndedJob.Of(attempt, now, succeeded));
    }

    /// <summary>Ends a try that its own side has broken off.</summary>
    public void Withdraw(ForwardAttempt attempt)
    {
        var now = Now;
        _decisions.End(attempt, now - attempt.Ticket.DispatchedAt, succeeded: false);
        _dispatcher.Withdraw(attempt.Ticket, now);
        _alarm.Arm();
    }

    /// <summary>Sends a request to another destination as well, if one has a slot to spare.</summary>
    /// <returns>The second try; null when there is none.</returns>
    public ForwardAttempt? TryBeside(ForwardAttempt attempt)
    {
        var beside = attempt.Beside();
        var went = _dispatcher.TryBeside(attempt.Ticket, beside.Ticket, Now);
        _alarm.Arm();
        return went ? beside : null;
    }

    public bool Abandon(Ticket ticket) => _dispatcher.Abandon(ticket, Now);

    /// <summary>What belongs to a destination beside its counts.</summary>
    public KnownDestination Known(DestinationState destination) => _destinations.Of(destination);

    /// <summary>Whether a destination is to say itself how many requests it takes.</summary>
    public bool IsReported(DestinationState destination) => OpenDestinations.RuleOf(destination, _rules.Slots).IsReported;

    /// <summary>What is known of a destination's slots may have changed: by its word, or because that has grown old.</summary>
    public void LookAtSlots(DestinationState destination)
    {
        var (now, load) = (Now, LoadOf(destination));
        var slots = _destinations.SlotsOf(destination, _rules.Slots, now);
        if (slots != load.Slots)
        {
            _dispatcher.SetSlots(load, slots, now);
            _alarm.Arm();
        }
    }

    /// <summary>Takes over what has changed: policy, rules, destinations. Costs a few reads when nothing has.</summary>
    public void Follow(ClusterState cluster, string? policy)
    {
        // What the cluster says now, not what it said when this request came: under a change of policy, requests
        // of both sides would otherwise switch it to and fro.
        var configured = cluster.Model.Config.LoadBalancingPolicy ?? policy;
        if (!ReferenceEquals(configured, Volatile.Read(ref _policy)) && configured is not null)
        {
            FollowPolicy(configured);
        }

        if (!ReferenceEquals(cluster.Model, Volatile.Read(ref _model)) || _state.Version != Volatile.Read(ref _version)
            || !_destinations.IsCurrent(cluster.DestinationsState.AvailableDestinations))
        {
            FollowCluster(cluster);
        }
    }

    void IDispatchSink.Dispatched(Ticket ticket) => Decide(ticket, refusal: null);

    void IDispatchSink.Refused(Ticket ticket, RefusalReason reason) => Decide(ticket, reason);

    private void Decide(Ticket ticket, RefusalReason? refusal)
    {
        var attempt = (ForwardAttempt)ticket.Owner!;
        _decisions.Note(attempt, refusal, _policy, _destinations.Loads, Now);
        if (refusal is not null)
        {
            _state.CountRefused();
        }

        attempt.Decide(refusal);
    }

    private ForwardAttempt Begin(HttpContext context, IReverseProxyFeature? proxy, TimeSpan? timeout)
    {
        var label = proxy is null ? default : _classifier.Classify(context, proxy.Route.Config);
        var allowed = timeout ?? (label.Class == JobClass.Short ? _rules.ShortDeadline : _rules.LongDeadline);
        var attempt = new ForwardAttempt(this, label, proxy?.Route.Config.RouteId ?? "", allowed is null ? TimeSpan.MaxValue : Now + allowed.Value) { TraceParent = Spans.Here ?? context.Request.Headers.TraceParent };
        attempt.Ticket.BoundTo = _hashHeader is { } header && context.Request.Headers.TryGetValue(header, out var values) ? values.ToString() : null;
        context.Features.Set(attempt);

        // Whatever stands between pick and forwarder may end the request: the place is given back all the same.
        context.Response.RegisterForDispose(attempt);
        return attempt;
    }

    private void FollowPolicy(string configured)
    {
        lock (_changing)
        {
            if (!string.Equals(configured, _policy, StringComparison.OrdinalIgnoreCase))
            {
                _isOurs = PickPolicies.BuiltIn.TryCreate(YarpPolicies.OursFor(configured), new Random(), out var policy);
                if (policy is not null)
                {
                    _dispatcher.Use(policy);
                }
            }

            _policy = configured;
        }
    }

    private void FollowCluster(ClusterState cluster)
    {
        lock (_changing)
        {
            // Read under the lock: of two threads with two states the newer must win.
            var (version, model) = (_state.Version, cluster.Model);
            var rules = _state.RulesOf(cluster);
            if (rules.Queue != _rules.Queue)
            {
                _dispatcher.Use(rules.Queue, Now);
            }

            _rules = rules;
            _hashHeader = PickMetadata.HashHeaderOf(model.Config);
            _dispatcher.Use(PickMetadata.SlowStartOf(model.Config));
            _dispatcher.SetOpen(_destinations.Open(cluster.DestinationsState.AvailableDestinations, rules.Slots, Now), Now);
            _version = version;
            _model = model;
        }

        _alarm.Arm();
    }
}
