using Balancing.Core.Queueing;
using Balancing.Core.Retrying;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Forwarding;

/// <summary>One try of a request at one destination, when it has ended.</summary>
/// <param name="Cluster">The cluster it ran in.</param>
/// <param name="Destination">Where it was sent.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">The status of the destination's answer; 0 when there was no head of one.</param>
/// <param name="RetryAfter">What that answer's <c>Retry-After</c> asks for, at most an hour; null without.</param>
/// <param name="Class">What it was dispatched as.</param>
/// <param name="Number">Which try of the request it was, from 1.</param>
/// <param name="At">When it ended, since the start of the cluster's dispatch; never runs backwards.</param>
/// <param name="Took">From the dispatch to the end, 0 or more.</param>
/// <param name="Waited">How long it was in the queue, 0 or more.</param>
/// <param name="Expected">How long it was expected to take when it came; null where it was sent beyond the slots, to wait at the destination.</param>
/// <param name="Confirms">The first try of the request, where that destination answered it with an error of its own and this one does as well: the fault is the request's. Null for none.</param>
internal readonly record struct EndedTry(
    ClusterState Cluster,
    DestinationState Destination,
    TryOutcome Outcome,
    int Status,
    TimeSpan? RetryAfter,
    JobClass Class,
    int Number,
    TimeSpan At,
    TimeSpan Took,
    TimeSpan Waited,
    TimeSpan? Expected,
    (DestinationState Destination, TimeSpan At)? Confirms = null);
