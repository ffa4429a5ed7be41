using Balancing.Core.Queueing;

namespace Balancing.Yarp.Dispatching;

/// <summary>Why a request was not dispatched; a feature of the request. Status and <c>Retry-After</c> are set; an application may write a body.</summary>
/// <param name="Reason">What the dispatcher says; null when the request itself is at fault: its <c>Request-Timeout</c> is no time.</param>
/// <param name="RetryAfter">When it is worth sending again.</param>
public sealed record DispatchRefusal(RefusalReason? Reason, TimeSpan RetryAfter);
