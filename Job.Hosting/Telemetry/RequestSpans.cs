using System.Diagnostics;
using Job.Hosting.Logging;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Job.Hosting.Telemetry;

/// <summary>
/// The server's span of each request that is traced, by OpenTelemetry's conventions for HTTP; stands before all others. A request is traced as its <c>traceparent</c> says (W3C Trace Context), and of those
/// without one a share is.
/// </summary>
/// <remarks>
/// ASP.NET Core's own would make one for every request, traced or not: a tenth of a job's CPU. Here a request that is not traced costs a look at a header. Only a log in JSON, whose lines name the trace they belong to, gives
/// each request a number.
/// </remarks>
internal sealed class RequestSpans(RequestDelegate next, RequestTracing tracing)
{
    /// <summary>The source's name.</summary>
    public const string Name = "LoadBalancer";

    private static readonly ActivitySource Source = new(Name);

    public Task InvokeAsync(HttpContext context)
    {
        if (!Source.HasListeners() && tracing.Log == LogFormat.Lines)
        {
            return next(context);
        }

        var headers = context.Request.Headers;
        var isAsked = ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out var parent);
        var isTraced = Source.HasListeners() && !IsQuiet(context.Request.Path)
            && (isAsked ? parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) : tracing.Random.NextDouble() < tracing.Sampling);
        return isTraced ? TraceAsync(context, parent)
            : tracing.Log == LogFormat.Json ? NumberAsync(context, parent) : next(context);
    }

    private async Task TraceAsync(HttpContext context, ActivityContext parent)
    {
        Activity.Current = null; // with ASP.NET Core's own log at Information there is one, which nobody records
        using var span = Source.StartActivity(context.Request.Method, ActivityKind.Server, parent);
        if (span is null)
        {
            await next(context);
            return;
        }

        var request = context.Request;
        span.SetTag("http.request.method", request.Method);
        span.SetTag("url.scheme", request.Scheme);
        span.SetTag("url.path", request.Path.Value);
        span.SetTag("server.address", request.Host.Host);
        if (request.Host.Port is { } port)
        {
            span.SetTag("server.port", port);
        }

        span.SetTag("network.protocol.version", request.Protocol.AsSpan(request.Protocol.IndexOf('/') + 1).ToString());
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            Fail(span, exception.GetType().FullName!); // its answer had begun: it breaks off
            throw;
        }
        finally
        {
            End(context, span);
        }
    }

    private static void End(HttpContext context, Activity span)
    {
        if ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } route)
        {
            span.SetTag("http.route", route);
            span.DisplayName = $"{context.Request.Method} {route}";
        }

        var status = context.Response.StatusCode;
        span.SetTag("http.response.status_code", status);
        if (context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            span.SetTag("error.type", "abandoned"); // the client left: nobody's fault
        }
        else if (status >= StatusCodes.Status500InternalServerError)
        {
            Fail(span, $"{status}");
        }
    }

    private static void Fail(Activity span, string reason)
    {
        span.SetTag("error.type", reason);
        span.SetStatus(ActivityStatusCode.Error);
    }

    // Recorded by nobody: its number is for the log, here and at the worker.
    private async Task NumberAsync(HttpContext context, ActivityContext parent)
    {
        using var number = new Activity(context.Request.Method);
        if (parent != default)
        {
            number.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
            number.TraceStateString = parent.TraceState;
        }

        number.Start();
        await next(context);
    }

    // Questions that are asked all day long, and a stream that never ends.
    private static bool IsQuiet(PathString path)
        => path.StartsWithSegments("/health") || path.StartsWithSegments("/dashboard") || path.Equals("/metrics") || path.Equals("/load");
}
