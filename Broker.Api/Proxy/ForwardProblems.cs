using System.Globalization;
using Balancing.Core.Retrying;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Forwarding;
using Balancing.Yarp.Leasing;
using Broker.Api.Answers;
using Broker.Api.Dispatch;
using Broker.Api.Jobs;
using Job.Contracts;
using Job.Http.Problems;
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
            await WriteAsync(context, DispatchProblems.Of(context, refused));
            return;
        }

        var failure = context.GetForwarderErrorFeature();
        var givenUp = context.Features.Get<GivenUp>();
        if ((failure is null && givenUp is null) || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        // Of no worker at all the health checks have told already, once and not for each request.
        if (!IsNoWorker(failure, givenUp) && failure?.Error != ForwarderError.RequestBodyClient)
        {
            ProxyLog.ForwardFailed(
                context.RequestServices.GetRequiredService<ILogger<JobLog>>(),
                context.Features.Get<JobRequest>() is { } job ? $"'{job.ApplicationId}'" : $"{context.Request.Method} {context.Request.Path}",
                givenUp?.Destinations[^1] ?? WorkerOf(context),
                (givenUp is null ? "it broke off before it gave a whole answer" : GivenUpProblems.Why(givenUp))
                    + (failure?.Exception is BadAnswerException bad ? $": {bad.Message}" : ""));
        }

        if (!context.Response.HasStarted)
        {
            // Left of a worker that switched protocols unasked; beside a problem they would end the connection's use.
            context.Response.Headers.Remove(HeaderNames.Upgrade);
            context.Response.Headers.Remove(HeaderNames.Connection);
            await WriteAsync(context, Of(context, failure, givenUp));
        }
    }

    private static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        AnswerHeaders.SetAttempts(context);
        return ProblemResponses.WriteAsync(context, refusal);
    }

    private static bool IsNoWorker(IForwarderErrorFeature? failure, GivenUp? givenUp)
        => failure?.Error == ForwarderError.NoAvailableDestinations || givenUp is { Outcome: TryOutcome.NotConnected };

    private static string? WorkerOf(HttpContext context) => context.GetReverseProxyFeature().ProxiedDestination?.DestinationId;

    private static Refusal Of(HttpContext context, IForwarderErrorFeature? failure, GivenUp? givenUp)
    {
        var cluster = context.GetReverseProxyFeature().Cluster.Config.ClusterId;
        if (IsNoWorker(failure, givenUp))
        {
            return new Refusal(
                StatusCodes.Status503ServiceUnavailable,
                $"No worker of cluster '{cluster}' can be reached now. Send the request again after the time in Retry-After; "
                    + "workers are taken in again by themselves once they answer (GET /admin/workers shows them).",
                RetryAfter: RetryAfter);
        }

        if (failure?.Error == ForwarderError.RequestBodyClient)
        {
            return context.Response.StatusCode == StatusCodes.Status408RequestTimeout
                ? new Refusal(StatusCodes.Status408RequestTimeout, "The body came too slowly. Send it faster.", Close: true)
                : new Refusal(StatusCodes.Status400BadRequest, "The body ended before it was complete; send it whole.", Close: true);
        }

        // Its own deadline, or the route's, or that of a try.
        var isLate = givenUp is { Reason: RetryDecision.OutOfTime } or { Outcome: TryOutcome.TimedOut };
        if (isLate && ForwardAttempt.Of(context)?.Remaining == TimeSpan.Zero)
        {
            return DispatchProblems.DeadlinePassedAt(givenUp!.Destinations[^1]);
        }

        if (isLate && givenUp!.Outcome == TryOutcome.TimedOut && givenUp.Destinations.Count == 1)
        {
            return new Refusal(
                StatusCodes.Status504GatewayTimeout,
                $"Worker {givenUp.Destinations[^1]} gave no answer within the time allowed (Broker:Timeouts, Timeout of the route, HttpRequest:ActivityTimeout of cluster '{cluster}'). "
                    + "It may have run the request all the same.");
        }

        return givenUp is not null
            ? GivenUpProblems.Of(givenUp, context.Features.Get<JobRequest>() is { } job ? $"job '{job.ApplicationId}'" : "this request")
            : new Refusal(
                StatusCodes.Status502BadGateway,
                string.Create(CultureInfo.InvariantCulture, $"The request could not be sent to Worker {WorkerOf(context)}. Send it again, or look into the broker's log."));
    }
}
