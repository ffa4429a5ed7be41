using Broker.Api.Jobs;
using Microsoft.AspNetCore.Http.Features;

namespace Broker.Api.Limits;

/// <summary>Cuts clients that hold a worker by sending or reading too slowly. Behind the job edge in YARP's pipeline: jobs have come whole by then.</summary>
internal sealed partial class SlowClients(BrokerOptions options, TimeProvider time, ILogger<SlowClients> logger)
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpResponseBodyFeature>() is { } answer)
        {
            context.Features.Set<IHttpResponseBodyFeature>(new WatchedAnswer(context, answer, this));
        }

        // HTTP/2 and 3 carry streams that may rest for long by intention, and bound by flow control what they hold.
        if (context.Features.Get<JobBytes>() is null && (HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol))
            && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            context.Request.Body = new PacedBody(context.Request.Body, new Pace(options.Limits.StallTimeout, options.Limits.MinBytesPerSecond), time);
        }

        return next(context);
    }

    /// <summary>Waits for a client to take what has been written, but not for ever.</summary>
    public async ValueTask WaitAsync(HttpContext context, ValueTask writing)
    {
        await using var patience = time.CreateTimer(Cut, context, options.Limits.StallTimeout, Timeout.InfiniteTimeSpan);
        await writing;
    }

    private void Cut(object? state)
    {
        var context = (HttpContext)state!;
        LogCut(context.Request.Method, context.Request.Path, options.Limits.StallTimeout);
        context.Abort();
    }

    [LoggerMessage(301, LogLevel.Debug, "The client of '{Method} {Path}' took nothing of its answer for {Patience} and was cut")]
    private partial void LogCut(string method, string path, TimeSpan patience);
}
