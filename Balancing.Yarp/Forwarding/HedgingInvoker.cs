using Balancing.Core.Retrying;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Leasing;
using Balancing.Yarp.Tracing;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Forwarding;

/// <summary>
/// Sends one request, and the same to a second destination when the first takes longer than 95 of 100; YARP is given the first good answer. The other is broken off, and its lease ends.
/// </summary>
/// <remarks>It stands between YARP and the connections: above it there is one request with one answer, whatever happens below.</remarks>
internal sealed class HedgingInvoker(HttpMessageInvoker inner, ClusterState cluster, TriedRequest tried, TryNews news) : HttpMessageInvoker(Unused, disposeHandler: false)
{
    private static readonly HttpMessageHandler Unused = new SocketsHttpHandler();

    public override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Upgrade.Count > 0 || request.Method == HttpMethod.Connect)
        {
            return await inner.SendAsync(request, cancellationToken); // a conversation, not a question
        }

        // Not the body that YARP copies: when the try that sends it is broken off, YARP takes the whole request to be.
        request.Content = HedgedBody.Again(tried.Context.Request, request.Content);
        using var firstStop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = inner.SendAsync(request, firstStop.Token);
        await Task.WhenAny(first, tried.Watch.HedgeDue);
        if (first.IsCompleted || TryBegin(request) is not var (beside, again))
        {
            return await first;
        }

        using var secondStop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var second = Spans.SendAsync(beside, inner, again, secondStop.Token);
        var early = await Task.WhenAny(first, second);
        var late = early == first ? second : first;
        if (cancellationToken.IsCancellationRequested)
        {
            _ = WithdrawAsync(second, beside);
            return await first;
        }

        if (IsGood(early))
        {
            if (early == second)
            {
                GoOnWith(beside);
                tried.Attempt.Cluster.Tries.NoteOutrun(beside.Ticket);
            }

            (early == first ? secondStop : firstStop).Cancel();
            _ = WithdrawAsync(late, beside);
            return await early;
        }

        // It failed by itself, and the request goes on with the other, as if that had been its only try.
        if (early == first)
        {
            GoOnWith(beside);
        }

        Fail(early, beside);
        tried.FollowBeside();
        return await late;
    }

    private void GoOnWith(ForwardAttempt beside)
    {
        tried.Attempt.Exchange(beside);
        tried.State.CountHedgeWon();
        tried.Context.GetReverseProxyFeature().ProxiedDestination = tried.Attempt.Destination;
    }

    private (ForwardAttempt Attempt, HttpRequestMessage Request)? TryBegin(HttpRequestMessage request)
    {
        var prefix = new Uri(tried.Attempt.Destination.Model.Config.Address).AbsoluteUri.TrimEnd('/');
        var target = request.RequestUri!.AbsoluteUri;
        if (!target.StartsWith(prefix, StringComparison.Ordinal) || tried.Attempt.Cluster.Tries.TryHedge(tried.Attempt) is not { } beside)
        {
            return null;
        }

        tried.State.CountHedged();
        var again = new HttpRequestMessage(request.Method, beside.Destination.Model.Config.Address.TrimEnd('/') + target[prefix.Length..])
        {
            Version = request.Version,
            VersionPolicy = request.VersionPolicy,
            Content = HedgedBody.Again(tried.Context.Request, request.Content),
        };
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            again.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
        }

        if (beside.Remaining is { } remaining)
        {
            again.Headers.Remove(RequestTimeout.Header);
            again.Headers.TryAddWithoutValidation(RequestTimeout.Header, RequestTimeout.Format(remaining));
        }

        Spans.Begin(beside, tried.Context.Request, cluster.ClusterId, tried.Attempt);
        Spans.Inject(beside, again);
        return (beside, again);
    }

    private static bool IsGood(Task<HttpResponseMessage> one) => one.IsCompletedSuccessfully && TryOutcomes.Of((int)one.Result.StatusCode) == TryOutcome.Answered;

    private void Fail(Task<HttpResponseMessage> ended, ForwardAttempt beside)
    {
        var answer = ended.IsCompletedSuccessfully ? ended.Result : null;
        var status = (int?)answer?.StatusCode ?? 0;
        var outcome = answer is null ? TryOutcomes.OfSend(ended.Exception?.InnerException ?? new OperationCanceledException()) : TryOutcomes.Of(status);
        answer?.Dispose();
        tried.NoteBeside(outcome, beside.Destination.DestinationId);
        news.Tell(cluster, beside, outcome, status, retryAfter: null);
        beside.Fail();
    }

    // Its slot is taken to be free once its connection is closed, or its answer thrown away.
    private async Task WithdrawAsync(Task<HttpResponseMessage> loser, ForwardAttempt beside)
    {
        await ((Task)loser).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loser.IsCompletedSuccessfully)
        {
            loser.Result.Dispose();
        }

        news.Tell(cluster, beside, TryOutcome.Outrun, status: 0, retryAfter: null);
        beside.Withdraw();
    }
}
