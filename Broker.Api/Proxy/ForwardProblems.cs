using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Forwarding;
using Balancing.Yarp.Leasing;
using Broker.Api.Dispatch;
using Broker.Api.Jobs;
using Job.Contracts;
using Job.Hosting.Problems;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Broker.Api.Proxy;

/// <summary>Says in the contract's form what went wrong between broker and worker; a worker's own answers pass as they are.</summary>
internal static class ForwardProblems
{
    /// <summary>How soon it is worth asking again: the health checks look for workers every second.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Features.Get<IReverseProxyFeature>() is null)
        {
            return;
        }

        // What a worker answers is the worker's: no page of ours in place of its empty 404.
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }

        if (context.Features.Get<DispatchRefusal>() is { } refused)
        {
            await ProblemResponses.WriteAsync(context, DispatchProblems.Of(context, refused));
            return;
        }

        if (context.GetForwarderErrorFeature() is not { } failure || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        // Of no worker at all the health checks have told already, once and not for each request.
        if (!IsNoWorker(context, failure) && failure.Error != ForwarderError.RequestBodyClient)
        {
            ProxyLog.ForwardFailed(
                context.RequestServices.GetRequiredService<ILogger<JobLog>>(),
                context.Features.Get<JobRequest>() is { } job ? $"'{job.ApplicationId}'" : $"{context.Request.Method} {context.Request.Path}",
                context.GetReverseProxyFeature().ProxiedDestination?.DestinationId,
                IsTimeout(failure) ? "it gave no answer within the time allowed" : "it broke off before it gave a whole answer");
        }

        if (!context.Response.HasStarted)
        {
            // Left of a worker that switched protocols unasked; beside a problem they would end the connection's use.
            context.Response.Headers.Remove(HeaderNames.Upgrade);
            context.Response.Headers.Remove(HeaderNames.Connection);
            await ProblemResponses.WriteAsync(context, Of(context, failure));
        }
    }

    private static bool IsNoWorker(HttpContext context, IForwarderErrorFeature failure)
        => failure.Error == ForwarderError.NoAvailableDestinations || ConnectFailure.Is(context, failure.Error);

    // Cancelled, and the client is still there: the route's Timeout did it.
    private static bool IsTimeout(IForwarderErrorFeature failure)
        => failure.Error is ForwarderError.RequestTimedOut or ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled;

    private static Refusal Of(HttpContext context, IForwarderErrorFeature failure)
    {
        var cluster = context.GetReverseProxyFeature().Cluster.Config.ClusterId;
        if (IsNoWorker(context, failure))
        {
            return new Refusal(
                StatusCodes.Status503ServiceUnavailable,
                $"No worker of cluster '{cluster}' can be reached now. Send the request again after the time in Retry-After; "
                    + "workers are taken in again by themselves once they answer (GET /admin/workers shows them).",
                RetryAfter: RetryAfter);
        }

        var worker = context.GetReverseProxyFeature().ProxiedDestination?.DestinationId;
        return failure.Error switch
        {
            _ when IsTimeout(failure) && ForwardAttempt.Of(context)?.Remaining == TimeSpan.Zero => DispatchProblems.DeadlinePassedAt(worker),
            _ when IsTimeout(failure) => new Refusal(
                StatusCodes.Status504GatewayTimeout,
                $"Worker {worker} gave no answer within the time allowed (Timeout of the route, HttpRequest:ActivityTimeout of cluster '{cluster}'). "
                    + "It may have run the request all the same."),
            ForwarderError.RequestBodyClient => new Refusal(
                StatusCodes.Status400BadRequest, "The body ended before it was complete; send it whole.", Close: true),
            _ => new Refusal(
                StatusCodes.Status502BadGateway,
                $"Worker {worker} broke off before it gave a whole answer. It may have run the request all the same; send it again if that does no harm."),
        };
    }
}
