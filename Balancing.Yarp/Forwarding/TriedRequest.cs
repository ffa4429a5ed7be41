using Balancing.Core.Queueing;
using Balancing.Core.Retrying;
using Balancing.Yarp.Leasing;
using Balancing.Yarp.Reporting;
using Balancing.Yarp.Tracing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace Balancing.Yarp.Forwarding;

/// <summary>
/// One request through all its tries. It stands between YARP and the route's transforms, for there a destination's answer is seen before anything of it is the client's:
/// an answer that is to be asked for elsewhere never reaches the transforms.
/// </summary>
internal sealed class TriedRequest(HttpContext context, ForwardAttempt attempt, HttpTransformer transforms, BalancingState state, TryWatch watch) : HttpTransformer
{
    // Nearly always empty, and then nothing is copied.
    private readonly KeyValuePair<string, StringValues>[] _headersBefore = context.Response.Headers.Count == 0 ? [] : [.. context.Response.Headers];
    private TryHistory _history;
    private TryOutcome _lastReached = TryOutcome.NotConnected;
    private List<string>? _reached;
    private bool _isJudged;

    /// <summary>Whether the time to the first byte is bounded: only where all of the request is here, for a client that uploads is not what a destination can be blamed for.</summary>
    public bool IsWatched => attempt.Ticket.Label is not null && IsWholeHere;

    /// <summary>Whether the present try is one beside which another may begin.</summary>
    public bool MayHedge => attempt.MayHedge && attempt.Ticket.Class == JobClass.Short && attempt.Number == 1 && IsWatched && MayRepeat && HedgedBody.IsHere(context.Request);

    /// <summary>The request.</summary>
    public HttpContext Context => context;

    /// <summary>Where it is.</summary>
    public ForwardAttempt Attempt => attempt;

    /// <summary>What it counts in.</summary>
    public BalancingState State => state;

    /// <summary>Who ends its tries.</summary>
    public TryWatch Watch => watch;

    /// <summary>How the present try ended.</summary>
    public TryOutcome Outcome { get; private set; }

    /// <summary>The status of the destination's answer; 0 as long as there is none.</summary>
    public int Status { get; private set; }

    /// <summary>What that answer's <c>Retry-After</c> says; null without.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>What becomes of the request after the present try.</summary>
    public RetryVerdict Verdict { get; private set; }

    /// <summary>A try begins. What the one before has left on the answer is forgotten, its body is read from the start.</summary>
    /// <returns>What ends it.</returns>
    public CancellationToken Begin()
    {
        if (_isJudged)
        {
            ForgetFailure();
        }

        _isJudged = false;
        Status = 0;
        RetryAfter = null;
        return watch.Begin(attempt, _history, IsWatched, MayRepeat, MayHedge);
    }

    /// <summary>YARP is done with the try.</summary>
    public void End(ForwarderError error)
    {
        if (!_isJudged)
        {
            Judge(error != ForwarderError.None ? TryOutcomes.Of(context, error, IsOutOfTime)
                : Status == 0 ? TryOutcome.Abandoned // answered by a transform, never sent
                : TryOutcomes.Of(Status));
        }

        watch.End();
        if (error != ForwarderError.None && Outcome != TryOutcome.Abandoned && !Verdict.GoesOn)
        {
            GiveUp(Verdict.Decision);
            if (Outcome == TryOutcome.TimedOut && !context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status504GatewayTimeout; // to YARP somebody has cancelled it: 502, a fault of nobody's
            }
        }
    }

    /// <summary>A try beside the present one has failed by itself.</summary>
    public void NoteBeside(TryOutcome outcome, string destination)
    {
        _history = _history.With(outcome);
        if (outcome != TryOutcome.NotConnected)
        {
            (_reached ??= []).Add(destination);
        }
    }

    /// <summary>The request goes on with one of two tries alone.</summary>
    public void FollowBeside() => watch.Follow(_history);

    /// <summary>Says why there is no answer.</summary>
    public void GiveUp(RetryDecision reason) => context.Features.Set(new GivenUp(_lastReached, reason, _reached ?? [], RetryAfter));

    /// <summary>Whether it may have run anywhere.</summary>
    public bool MayHaveRun => _history.Tries > 0;

    /// <summary>A route's timeout, the request's deadline, or the patience with the try, is over: to YARP that looks like a client that left.</summary>
    public bool IsOutOfTime => watch is { HasGivenUp: true } or { IsPastDeadline: true }
        || context.Features.Get<IHttpRequestTimeoutFeature>() is { RequestTimeoutToken.IsCancellationRequested: true };

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await transforms.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        Spans.Inject(attempt, proxyRequest);
    }

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
        {
            Judge(TryOutcomes.Of(context, context.GetForwarderErrorFeature()!.Error, IsOutOfTime));
            return Verdict.GoesOn ? new(false) : transforms.TransformResponseAsync(httpContext, null, cancellationToken);
        }

        Status = (int)proxyResponse.StatusCode;
        attempt.Cluster.Tries.NoteAnswer(attempt.Ticket, isGood: TryOutcomes.Of(Status) == TryOutcome.Answered);
        if (TryOutcomes.Of(Status) is var outcome && outcome != TryOutcome.Answered)
        {
            RetryAfter = Forwarding.RetryAfter.Read(ValueOf(proxyResponse, "Retry-After"), state.Time);
            Judge(outcome);
            if (Verdict.GoesOn)
            {
                ReportHeaders.Take(attempt.Cluster, attempt.Destination, proxyResponse, isProbe: false);
                return new(false);
            }
        }

        // One that breaks off is asked for elsewhere; where it may not be, it is a 502 that says so, and not half an answer.
        if ((MayRepeat || IsWatched) && Status >= StatusCodes.Status200OK && state.Retries.HeldAnswerBytes > 0)
        {
            return HoldAsync(proxyResponse, cancellationToken);
        }

        RequireInTime(watch.TryRelease());
        return transforms.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }

    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken)
        => transforms.TransformResponseTrailersAsync(httpContext, proxyResponse, cancellationToken);

    private async ValueTask<bool> HoldAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            RequireInTime(watch.TryGoOn());
            answer.Content = await HeldAnswer.ReadAsync(answer.Content, state.Retries.HeldAnswerBytes, state.Held, cancellationToken);
            RequireInTime(watch.TryRelease());
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            Judge(exception is not OperationCanceledException ? TryOutcomes.OfContent(exception)
                : context.RequestAborted.IsCancellationRequested && !IsOutOfTime ? TryOutcome.Abandoned
                : TryOutcome.TimedOut);
            if (!Verdict.GoesOn)
            {
                throw; // YARP answers 502
            }

            return false;
        }

        return await transforms.TransformResponseAsync(context, answer, cancellationToken);
    }

    // The answer has come, and its try was being broken off already: what of it would still arrive is chance.
    private static void RequireInTime(bool isInTime)
    {
        if (!isInTime)
        {
            throw new OperationCanceledException();
        }
    }

    private bool MayRepeat => attempt.MayRepeat && !context.Response.HasStarted && IsWholeHere;

    private bool IsWholeHere => context.Request.Body.CanSeek || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };

    private void Judge(TryOutcome outcome)
    {
        _isJudged = true;
        Outcome = outcome;
        Verdict = default;
        if (outcome is TryOutcome.Answered or TryOutcome.Abandoned)
        {
            return;
        }

        if (outcome != TryOutcome.NotConnected)
        {
            _lastReached = outcome;
            (_reached ??= []).Add(attempt.Destination.DestinationId);
        }

        Verdict = attempt.Cluster.Tries.Judge(ref _history, new FailedTry(
            outcome,
            MayRepeat,
            HasOther: attempt.Cluster.HasOther(attempt),
            RetryAfter,
            context.RequestAborted.IsCancellationRequested ? TimeSpan.Zero : attempt.Remaining ?? TimeSpan.MaxValue,
            IsPromised: outcome == TryOutcome.TimedOut && watch is { IsPromised: true }));
    }

    // YARP runs the transforms of the answer for some failed tries, too: a cookie that binds the session to the destination
    // that is not there, or an appended header, would stand beside those of the next try.
    private void ForgetFailure()
    {
        context.Features.Set<IForwarderErrorFeature>(null);
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.Headers.Clear();
        foreach (var (name, value) in _headersBefore)
        {
            context.Response.Headers[name] = value;
        }

        if (context.Request.Body.CanSeek)
        {
            context.Request.Body.Position = 0;
        }
    }

    private static string? ValueOf(HttpResponseMessage answer, string name)
        => answer.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
