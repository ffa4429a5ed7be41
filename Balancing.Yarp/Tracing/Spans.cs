using System.Diagnostics;
using System.Globalization;
using Balancing.Core.Queueing;
using Balancing.Core.Retrying;
using Balancing.Yarp.Leasing;
using Balancing.Yarp.Measuring;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Balancing.Yarp.Tracing;

/// <summary>Makes the spans of requests that are recorded; for others every call is one look at a field.</summary>
internal static class Spans
{
    private static readonly ActivitySource Source = new(BalancingTracing.Name);

    // Boxed once for all requests.
    private static readonly object Yes = true;

    /// <summary>Whether the present request is recorded: there is a span above, and it is.</summary>
    public static bool IsRecorded => Activity.Current is { Recorded: true } && Source.HasListeners();

    /// <summary>The present request's own trace, as <c>traceparent</c> says it; null where nobody follows it.</summary>
    public static string? Here => Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    /// <summary>A request has waited in the queue, and goes on, is refused, or left.</summary>
    /// <param name="attempt">The request.</param>
    /// <param name="now">The hour.</param>
    /// <param name="waited">For how long.</param>
    public static void Waited(ForwardAttempt attempt, DateTimeOffset now, TimeSpan waited)
    {
        if (!IsRecorded || Create("queue", ActivityKind.Internal) is not { } span)
        {
            return;
        }

        span.SetTag("balancing.type", Measures.Type(attempt.Ticket.Class));
        span.SetTag("balancing.queue.position", attempt.Ticket.FoundWaiting + 1);
        if (attempt.Ticket.WasHeldBack)
        {
            span.SetTag("balancing.held_back", Yes);
        }

        if (!attempt.IsDispatched)
        {
            Fail(span, attempt.Refusal is { } refusal ? Measures.Reason(refusal) : "abandoned");
        }

        span.SetStartTime(now.UtcDateTime - waited);
        span.Start();
        span.SetEndTime(now.UtcDateTime);
        span.Stop();
    }

    /// <summary>A try begins. Its span is the current one until it ends, in the method that called this and what that calls.</summary>
    /// <param name="attempt">The try.</param>
    /// <param name="request">The request.</param>
    /// <param name="cluster">Where it is sent.</param>
    /// <param name="beside">The first try, where this runs beside it: then that one's span stays the current one.</param>
    public static void Begin(ForwardAttempt attempt, HttpRequest request, string cluster, ForwardAttempt? beside = null)
    {
        attempt.Span = null;
        if (!IsRecorded || Create(request.Method, ActivityKind.Client, beside?.Span) is not { } span)
        {
            return;
        }

        var address = new Uri(attempt.Destination.Model.Config.Address);
        span.SetTag("http.request.method", request.Method);
        span.SetTag("server.address", address.Host);
        span.SetTag("server.port", address.Port);

        // Without the query, which may hold what is nobody's business.
        span.SetTag("url.full", address.AbsoluteUri.TrimEnd('/') + request.Path.ToUriComponent());
        span.SetTag("balancing.cluster", cluster);
        span.SetTag("balancing.worker", attempt.Destination.DestinationId);
        span.SetTag("balancing.type", Measures.Type(attempt.Ticket.Class));
        if (attempt.Number > 1)
        {
            span.SetTag("http.request.resend_count", attempt.Number - 1);
        }

        if (attempt.IsHedge)
        {
            span.SetTag("balancing.hedge", Yes);
        }

        if (attempt.Ticket.WasPrefetched)
        {
            span.SetTag("balancing.prefetched", Yes);
        }

        var current = Activity.Current;
        attempt.Span = span.Start();
        if (beside is not null)
        {
            Activity.Current = current;
        }
    }

    /// <summary>Sends a second try's request as part of its own span, not of the first's.</summary>
    public static Task<HttpResponseMessage> SendAsync(ForwardAttempt attempt, HttpMessageInvoker client, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        var current = Activity.Current;
        Activity.Current = attempt.Span ?? current;
        var sending = client.SendAsync(message, cancellationToken);
        Activity.Current = current;
        return sending;
    }

    /// <summary>Tells the destination whose span its own belongs under. Where no try is recorded, what the client said stays.</summary>
    public static void Inject(ForwardAttempt attempt, HttpRequestMessage message)
    {
        if (attempt.Span is { } span)
        {
            message.Headers.Remove(HeaderNames.TraceParent);
            message.Headers.TryAddWithoutValidation(HeaderNames.TraceParent, span.Id);
        }
        else if (Activity.Current is { } current && !message.Headers.NonValidated.Contains(HeaderNames.TraceParent))
        {
            message.Headers.TryAddWithoutValidation(HeaderNames.TraceParent, current.Id);
        }
    }

    /// <summary>A try has ended.</summary>
    /// <param name="attempt">The try; its span is its no longer.</param>
    /// <param name="outcome">How; null where it never came to be sent.</param>
    /// <param name="status">The status of its answer; 0 without one.</param>
    public static void End(ForwardAttempt attempt, TryOutcome? outcome, int status)
    {
        if (attempt.Span is not { } span)
        {
            return;
        }

        attempt.Span = null;
        if (status > 0)
        {
            span.SetTag("http.response.status_code", status);
        }

        // Of one that was outrun, or whose client left, nothing can be said against the destination.
        if (outcome is { } ended)
        {
            span.SetTag("balancing.outcome", Measures.Outcome(ended));
            if (ended is not (TryOutcome.Answered or TryOutcome.Abandoned or TryOutcome.Outrun))
            {
                Fail(span, status > 0 ? status.ToString(CultureInfo.InvariantCulture) : Measures.Outcome(ended));
            }
        }

        span.Stop();
    }

    private static void Fail(Activity span, string reason)
    {
        span.SetTag("error.type", reason);
        span.SetStatus(ActivityStatusCode.Error);
    }

    // Beside another, under the same span as that; else under the current one.
    private static Activity? Create(string name, ActivityKind kind, Activity? beside = null)
        => Source.CreateActivity(name, kind, beside is null ? default : new ActivityContext(beside.TraceId, beside.ParentSpanId, beside.ActivityTraceFlags, beside.TraceStateString));
}
