using System.Runtime.CompilerServices;
using Balancing.Core.Leasing;
using Balancing.Core.Picking;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Leasing;

/// <summary>Drives the core's picker for one cluster of YARP: which destinations are open, which policy is in force.</summary>
internal sealed class ClusterBalancing(TimeProvider time)
{
    private readonly Lock _changing = new();
    private readonly ConditionalWeakTable<DestinationState, DestinationLoad> _loads = [];
    private readonly DestinationPicker _picker = new(new RoundRobinPolicy());

    private string _policy = PolicyNames.RoundRobin;
    private IReadOnlyList<DestinationState>? _open;

    /// <summary>Picks among the candidates and makes the try the request's feature; null when there is nothing to pick.</summary>
    public ForwardAttempt? Pick(
        HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> candidates, string policy)
    {
        Follow(cluster, policy);
        Lease lease;
        var taken = ReferenceEquals(candidates, Volatile.Read(ref _open))
            ? _picker.TryTake(out lease)
            : _picker.TryTakeAmong(InOrder(candidates), out lease);
        return taken ? Begin(context, lease, number: 1) : null;
    }

    /// <summary>Takes a place at a destination that was chosen elsewhere: by YARP, a session, or for lack of another.</summary>
    public ForwardAttempt TakeAt(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        Follow(cluster, policy: null);
        return Begin(context, _picker.TakeAt(LoadOf(destination)), number: 1);
    }

    /// <summary>Picks among the open destinations not yet tried; null when all have been.</summary>
    public ForwardAttempt? TakeAnother(HttpContext context, ClusterState cluster, List<DestinationState> tried)
    {
        Follow(cluster, policy: null);
        var untried = InOrder(cluster.DestinationsState.AvailableDestinations.Except(tried));
        return untried.Length > 0 && _picker.TryTakeAmong(untried, out var lease)
            ? Begin(context, lease, tried.Count + 1)
            : null;
    }

    public DestinationLoad LoadOf(DestinationState destination)
        => _loads.GetValue(destination, static state => new DestinationLoad(state.DestinationId, state));

    private ForwardAttempt Begin(HttpContext context, Lease lease, int number)
    {
        var attempt = new ForwardAttempt(lease, number, time.GetTimestamp());
        context.Features.Set(attempt);

        // Whatever stands between pick and forwarder may end the request: the place is given back all the same.
        context.Response.RegisterForDispose(attempt);
        return attempt;
    }

    // Two reads of references per request; the work is done only when YARP has made a new list or model.
    private void Follow(ClusterState cluster, string? policy)
    {
        // What the cluster says now, not what it said when this request came: under a change of policy, requests
        // of both sides would otherwise switch it to and fro.
        var configured = cluster.Model.Config.LoadBalancingPolicy ?? policy;
        if (!ReferenceEquals(configured, Volatile.Read(ref _policy)) && configured is not null)
        {
            FollowPolicy(configured);
        }

        if (!ReferenceEquals(cluster.DestinationsState.AvailableDestinations, Volatile.Read(ref _open)))
        {
            FollowDestinations(cluster);
        }
    }

    private void FollowPolicy(string configured)
    {
        lock (_changing)
        {
            if (!string.Equals(configured, _policy, StringComparison.OrdinalIgnoreCase)
                && PickPolicies.BuiltIn.TryCreate(configured, out var policy))
            {
                _picker.Use(policy);
            }

            _policy = configured;
        }
    }

    private void FollowDestinations(ClusterState cluster)
    {
        lock (_changing)
        {
            // Read again under the lock: of two threads with two lists the newer must win.
            var open = cluster.DestinationsState.AvailableDestinations;
            if (!ReferenceEquals(open, _open))
            {
                _picker.SetOpen(InOrder(open));
                _open = open;
            }
        }
    }

    // YARP keeps destinations in no particular order; a rotation that people can foresee goes by id, numbers as numbers.
    private DestinationLoad[] InOrder(IEnumerable<DestinationState> destinations)
        => [.. destinations.OrderBy(destination => destination.DestinationId, DestinationOrder.ById).Select(LoadOf)];
}
