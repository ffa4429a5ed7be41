using Balancing.Core.Queueing;
using Balancing.Yarp.Dispatching;
using Job.Http.Problems;
using Yarp.ReverseProxy.Model;

namespace Broker.Api.Dispatch;

/// <summary>Says in the contract's form why a job was not dispatched, or not answered in time.</summary>
internal static class DispatchProblems
{
    public static Refusal Of(HttpContext context, DispatchRefusal refusal)
    {
        var cluster = context.GetReverseProxyFeature().Cluster.Config.ClusterId;
        var seconds = Math.Max(1, Math.Ceiling(refusal.RetryAfter.TotalSeconds));
        return refusal.Reason switch
        {
            null => new Refusal(
                StatusCodes.Status400BadRequest,
                $"The header {RequestTimeout.Header} is '{GivenText.Shorten(context.Request.Headers[RequestTimeout.Header].ToString())}'; it must be {RequestTimeout.Allowed}."),
            RefusalReason.DeadlinePassed => new Refusal(
                StatusCodes.Status504GatewayTimeout,
                $"The job's deadline passed while it waited for a worker of cluster '{cluster}'; it was not run. "
                    + $"Allow it more time ({RequestTimeout.Header}, Broker:Dispatch:Deadline), or send it when fewer wait."),
            RefusalReason.WaitTooLong => new Refusal(
                StatusCodes.Status503ServiceUnavailable,
                $"The job would wait for a worker of cluster '{cluster}' beyond its deadline; it was not run. Send it again after {seconds} s, or allow it more time.",
                RetryAfter: refusal.RetryAfter),
            RefusalReason.Overloaded => new Refusal(
                StatusCodes.Status503ServiceUnavailable,
                $"Cluster '{cluster}' is overloaded: more jobs come than its workers can do; the job was not run. Send it again after {seconds} s "
                    + "(GET /admin/dispatch, overload; more workers or slots are the cure).",
                RetryAfter: refusal.RetryAfter),
            RefusalReason.NoDestination => new Refusal(
                StatusCodes.Status503ServiceUnavailable,
                $"No worker of cluster '{cluster}' can be reached now; the job was not run. Send it again after {seconds} s; "
                    + "workers are taken in again by themselves once they answer (GET /admin/workers shows them).",
                RetryAfter: refusal.RetryAfter),
            _ => new Refusal(
                StatusCodes.Status503ServiceUnavailable,
                $"The queue of cluster '{cluster}' is full; the job was not run. Send it again after {seconds} s (the queue's bounds: GET /admin/dispatch, maxQueue and maxQueueBytes).",
                RetryAfter: refusal.RetryAfter),
        };
    }

    public static Refusal DeadlinePassedAt(string? worker) => new(
        StatusCodes.Status504GatewayTimeout,
        $"The job's deadline passed before Worker {worker} had answered. It may have run all the same; allow it more time ({RequestTimeout.Header}, Broker:Dispatch:Deadline).");
}
