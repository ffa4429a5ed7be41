using System.Runtime.CompilerServices;
using Balancing.Core.Leasing;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Leasing;

/// <summary>What the balancing counts, for those who show it.</summary>
public sealed class BalancingState
{
    private readonly ConditionalWeakTable<ClusterState, ClusterBalancing> _clusters = [];
    private readonly TimeProvider _time;
    private long _forwarded;
    private long _failed;
    private long _retried;

    /// <summary>Made by <see cref="BalancingExtensions.AddBalancing"/>; applications take it from their services.</summary>
    public BalancingState(TimeProvider time) => _time = time;

    /// <summary>Requests that a destination has answered to the last byte, since the start.</summary>
    public long Forwarded => Volatile.Read(ref _forwarded);

    /// <summary>Requests whose last try failed, since the start; those whose client left are not among them.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Tries beyond the first of a request, since the start.</summary>
    public long Retried => Volatile.Read(ref _retried);

    /// <summary>The counts of one destination; they live as long as YARP knows it under this id.</summary>
    public DestinationLoad LoadOf(ClusterState cluster, DestinationState destination) => Of(cluster).LoadOf(destination);

    internal ClusterBalancing Of(ClusterState cluster) => _clusters.GetValue(cluster, _ => new ClusterBalancing(_time));

    internal void CountForwarded() => Interlocked.Increment(ref _forwarded);

    internal void CountFailed() => Interlocked.Increment(ref _failed);

    internal void CountRetried() => Interlocked.Increment(ref _retried);
}
