using Balancing.Core.Queueing;
using Balancing.Core.Retrying;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Leasing;
using Balancing.Yarp.Tracing;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Forwarding;

/// <summary>
/// Holds the lease of every request that YARP forwards until the last byte of its answer, and tries another destination
/// when one failed and the request can be tried again.
/// </summary>
/// <remarks>
/// It stands around the forwarder, not in the pipeline, because there it sees every request of every YARP application:
/// also those for which no policy was asked, and whatever the application's own pipeline is.
/// </remarks>
internal sealed class LeasingForwarder(
    IHttpForwarder inner, BalancingState state, PassiveHealth passiveHealth, IEnumerable<ITryObserver> observers) : IHttpForwarder
{
    private readonly TryNews _news = new(observers);

    public ValueTask<ForwarderError> SendAsync(
        HttpContext context,
        string destinationPrefix,
        HttpMessageInvoker httpClient,
        ForwarderRequestConfig requestConfig,
        HttpTransformer transformer)
        => SendAsync(context, destinationPrefix, httpClient, requestConfig, transformer, CancellationToken.None);

    public ValueTask<ForwarderError> SendAsync(
        HttpContext context,
        string destinationPrefix,
        HttpMessageInvoker httpClient,
        ForwarderRequestConfig requestConfig,
        HttpTransformer transformer,
        CancellationToken cancellationToken)
    {
        // Without it the request is forwarded directly, past routes and clusters: there is nothing to balance.
        var proxy = context.Features.Get<IReverseProxyFeature>();
        return proxy?.ProxiedDestination is { } destination && proxy.Route.Cluster is { } cluster
            ? SendLeasedAsync(context, proxy, cluster, destination, httpClient, requestConfig, transformer, cancellationToken)
            : inner.SendAsync(context, destinationPrefix, httpClient, requestConfig, transformer, cancellationToken);
    }

    private async ValueTask<ForwarderError> SendLeasedAsync(
        HttpContext context,
        IReverseProxyFeature proxy,
        ClusterState cluster,
        DestinationState destination,
        HttpMessageInvoker httpClient,
        ForwarderRequestConfig requestConfig,
        HttpTransformer transformer,
        CancellationToken cancellationToken)
    {
        var dispatch = state.Of(cluster);
        var attempt = Held(context, destination) ?? dispatch.TakeAt(context, cluster, destination);
        dispatch.Tries.CountRequest();
        var watch = dispatch.Tries.Rent();
        var tried = new TriedRequest(context, attempt, transformer, state, watch);
        try
        {
            await using var stopping = cancellationToken.UnsafeRegister(static watch => ((TryWatch)watch!).Cancel(), watch);
            while (true)
            {
                var error = await SendOnceAsync();
                if (!tried.Verdict.GoesOn)
                {
                    Count(tried, error);
                    return error;
                }

                passiveHealth.Report(context, cluster, attempt.Destination);
                if (!await dispatch.RetryAsync(attempt, cluster, tried.Verdict, context.RequestAborted))
                {
                    GiveUp(context, attempt, tried);
                    return error;
                }

                state.CountRetried();
                proxy.ProxiedDestination = attempt.Destination;
            }
        }
        finally
        {
            dispatch.Tries.Return(watch);
        }

        async ValueTask<ForwarderError> SendOnceAsync()
        {
            var goesOn = false;
            try
            {
                var stop = tried.Begin();
                Spans.Begin(attempt, context.Request, cluster.ClusterId);
                var client = tried.MayHedge ? new HedgingInvoker(httpClient, cluster, tried, _news) : httpClient;
                var error = await inner.SendAsync(context, attempt.Destination.Model.Config.Address, client, requestConfig, tried, stop);
                tried.End(error);
                _news.Tell(cluster, attempt, tried.Outcome, tried.Status, tried.RetryAfter);
                goesOn = tried.Verdict.GoesOn;
                if (!goesOn && tried.Outcome is not (TryOutcome.Answered or TryOutcome.Abandoned))
                {
                    attempt.Fail();
                }

                return error;
            }
            finally
            {
                Spans.End(attempt, outcome: null, tried.Status); // where forwarding has thrown
                if (!goesOn && tried.Outcome == TryOutcome.Abandoned)
                {
                    attempt.Withdraw(); // how long it would have taken nobody knows
                }

                if (!goesOn)
                {
                    attempt.Dispose();
                }
            }
        }
    }

    // It was to be tried again, and there is nowhere left: what its destination answered, if anything, is gone.
    private void GiveUp(HttpContext context, ForwardAttempt attempt, TriedRequest tried)
    {
        state.CountFailed();
        if (attempt.Refusal is RefusalReason.DeadlinePassed && !tried.MayHaveRun)
        {
            context.Features.Set(new DispatchRefusal(attempt.Refusal, attempt.Ticket.RetryAfter));
            return;
        }

        var reason = attempt.Refusal is RefusalReason.DeadlinePassed ? RetryDecision.OutOfTime : RetryDecision.NoDestination;
        tried.GiveUp(reason);
        context.Response.StatusCode = reason == RetryDecision.OutOfTime ? StatusCodes.Status504GatewayTimeout
            : tried.Outcome is TryOutcome.Unavailable or TryOutcome.NotConnected ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status502BadGateway;
    }

    // The pick's lease, unless something between pick and forwarder has sent the request elsewhere.
    private static ForwardAttempt? Held(HttpContext context, DestinationState destination)
    {
        var attempt = ForwardAttempt.Of(context);
        if (attempt is null || attempt.HasEnded)
        {
            return null;
        }

        if (ReferenceEquals(attempt.Destination, destination))
        {
            return attempt;
        }

        attempt.Dispose();
        return null;
    }

    private void Count(TriedRequest tried, ForwarderError error)
    {
        if (error == ForwarderError.None)
        {
            state.CountForwarded();
        }
        else if (tried.Outcome != TryOutcome.Abandoned || error == ForwarderError.RequestCreation)
        {
            state.CountFailed();
        }
    }
}
