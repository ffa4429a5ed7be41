using System.Globalization;
using Balancing.Core.Queueing;
using Balancing.Yarp.Forwarding;
using Balancing.Yarp.Leasing;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Dispatching;

/// <summary>Lets each request wait until its destination is decided. Stands in YARP's pipeline behind session affinity, before load balancing.</summary>
internal sealed class DispatchMiddleware(RequestDelegate next, BalancingState state)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var proxy = context.GetReverseProxyFeature();
        if (!RequestTimeout.TryRead(context.Request, out var timeout))
        {
            Refuse(context, new DispatchRefusal(Reason: null, TimeSpan.Zero), StatusCodes.Status400BadRequest);
            return;
        }

        // Without any candidate, and under a policy that is none of ours, YARP goes on as ever.
        if (proxy.Route.Cluster is not { } cluster || proxy.AvailableDestinations.Count == 0
            || state.Of(cluster).Enter(context, proxy, cluster, timeout) is not { } attempt)
        {
            if (timeout is { } allowed)
            {
                context.Features.Set(new AllowedTime(allowed));
            }

            await ForwardAsync(context);
            return;
        }

        if (!attempt.IsDecided)
        {
            await attempt.WaitAsync(context.RequestAborted);
        }

        if (attempt.Refusal is { } reason)
        {
            state.Measures.Refused(cluster.ClusterId, attempt.Ticket.Class, reason);
            var isLate = reason is RefusalReason.DeadlinePassed;
            Refuse(
                context,
                new DispatchRefusal(reason, attempt.Ticket.RetryAfter),
                isLate ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status503ServiceUnavailable);
            return;
        }

        proxy.AvailableDestinations = attempt.Destination;
        await ForwardAsync(context);
    }

    // To YARP a request that its deadline ended is one that was cancelled, 502: a fault of nobody's.
    private async Task ForwardAsync(HttpContext context)
    {
        await next(context);
        if (!context.Response.HasStarted && context.GetForwarderErrorFeature() is { } failure && !ConnectFailure.Is(context, failure.Error)
            && ForwardAttempt.Of(context)?.Remaining == TimeSpan.Zero)
        {
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
    }

    private static void Refuse(HttpContext context, DispatchRefusal refusal, int status)
    {
        context.Features.Set(refusal);
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers[HeaderNames.RetryAfter] = Math.Ceiling(refusal.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
    }
}
