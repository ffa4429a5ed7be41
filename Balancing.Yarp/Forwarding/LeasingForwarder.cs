using Balancing.Core.Queueing;
using Balancing.Core.Retrying;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Leasing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Forwarding;

/// <summary>
/// Holds the lease of every request that YARP forwards until the last byte of its answer, and tries another destination
/// when one could not be connected to.
/// </summary>
/// <remarks>
/// It stands around the forwarder, not in the pipeline, because there it sees every request of every YARP application:
/// also those for which no policy was asked, and whatever the application's own pipeline is.
/// </remarks>
internal sealed class LeasingForwarder(
    IHttpForwarder inner, BalancingState state, PassiveHealth passiveHealth, IEnumerable<ITryObserver> observers) : IHttpForwarder
{
    private readonly ITryObserver[] _observers = [.. observers];

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
        var headersBefore = Copy(context.Response.Headers);
        using var deadline = Deadline(attempt, cancellationToken);
        while (true)
        {
            var error = await SendOnceAsync(deadline?.Token ?? cancellationToken);
            if (!ConnectFailure.Is(context, error))
            {
                Count(context, error, deadline);
                return error;
            }

            var failed = attempt.Destination;
            if (!await dispatch.RedirectAsync(attempt, cluster, context.RequestAborted))
            {
                if (attempt.Refusal is RefusalReason.DeadlinePassed)
                {
                    context.Features.Set(new DispatchRefusal(attempt.Refusal, attempt.Ticket.RetryAfter));
                }

                Count(context, error, deadline);
                return error;
            }

            state.CountRetried();
            passiveHealth.Report(context, cluster, failed);
            proxy.ProxiedDestination = attempt.Destination;
            ForgetFailure(context, headersBefore);
        }

        async ValueTask<ForwarderError> SendOnceAsync(CancellationToken stop)
        {
            var goesOn = false;
            try
            {
                var error = await inner.SendAsync(
                    context, attempt.Destination.Model.Config.Address, httpClient, requestConfig, transformer, stop);
                var outcome = error == ForwarderError.None
                    ? TryOutcomes.Of(context.Response.StatusCode)
                    : TryOutcomes.Of(context, error, IsOutOfTime(context, deadline));
                Tell(context, cluster, attempt, outcome);
                goesOn = outcome == TryOutcome.NotConnected;
                if (outcome is not (TryOutcome.Answered or TryOutcome.NotConnected or TryOutcome.Abandoned))
                {
                    attempt.Fail();
                }

                return error;
            }
            finally
            {
                if (!goesOn)
                {
                    attempt.Dispose();
                }
            }
        }
    }

    // The request's own deadline ends it wherever it is.
    private static CancellationTokenSource? Deadline(ForwardAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.Remaining is not { } remaining)
        {
            return null;
        }

        var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(remaining);
        return deadline;
    }

    // Nearly always empty, and then nothing is copied.
    private static KeyValuePair<string, StringValues>[] Copy(IHeaderDictionary headers) => headers.Count == 0 ? [] : [.. headers];

    // YARP runs the transforms of the answer for a failed try, too: a cookie that binds the session to the destination
    // that is not there, or an appended header, would stand beside those of the next try.
    private static void ForgetFailure(HttpContext context, KeyValuePair<string, StringValues>[] headersBefore)
    {
        context.Features.Set<IForwarderErrorFeature>(null);
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.Headers.Clear();
        foreach (var (name, value) in headersBefore)
        {
            context.Response.Headers[name] = value;
        }
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

    private void Count(HttpContext context, ForwarderError error, CancellationTokenSource? deadline)
    {
        if (error == ForwarderError.None)
        {
            state.CountForwarded();
        }
        else if (!IsClients(context, error, deadline))
        {
            state.CountFailed();
        }
    }

    private void Tell(HttpContext context, ClusterState cluster, ForwardAttempt attempt, TryOutcome outcome)
    {
        if (_observers.Length == 0)
        {
            return;
        }

        var isAnswer = outcome is TryOutcome.Answered or TryOutcome.ServerError or TryOutcome.Unavailable or TryOutcome.BrokeOffLate;
        var now = attempt.Cluster.Now;
        var ended = new EndedTry(
            cluster,
            attempt.Destination,
            outcome,
            isAnswer ? context.Response.StatusCode : 0,
            isAnswer ? RetryAfter.Read(context.Response.Headers.RetryAfter, state.Time) : null,
            attempt.Ticket.Class,
            attempt.Number,
            now,
            now - attempt.Ticket.DispatchedAt);
        foreach (var observer in _observers)
        {
            observer.Ended(ended);
        }
    }

    // A route's timeout, or the request's deadline, looks like a client that left, and is not.
    private static bool IsOutOfTime(HttpContext context, CancellationTokenSource? deadline)
        => deadline is { IsCancellationRequested: true } || context.Features.Get<IHttpRequestTimeoutFeature>() is { RequestTimeoutToken.IsCancellationRequested: true };

    // The client left or broke its own request: no fault of the destination.
    private static bool IsClients(HttpContext context, ForwarderError error, CancellationTokenSource? deadline)
        => !IsOutOfTime(context, deadline) && error is
        ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient
        or ForwarderError.ResponseBodyCanceled or ForwarderError.ResponseBodyClient
        or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeRequestClient
        or ForwarderError.UpgradeResponseCanceled or ForwarderError.UpgradeResponseClient;
}
