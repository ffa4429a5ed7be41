using Job.Http.Messages;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Job.Http.Problems;

/// <summary>What <see cref="ProblemsExtensions.UseProblems"/> adds.</summary>
internal sealed partial class ProblemsMiddleware(RequestDelegate next, ILogger<ProblemsMiddleware> logger)
{
    // nginx's number for "the client left before the answer": nobody reads it but the access log and the metrics.
    private const int ClientLeft = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        if (MessageRules.RefusalOf(context) is { } refusal)
        {
            await ProblemResponses.WriteAsync(context, refusal);
            return;
        }

        var pages = new StatusCodePagesFeature();
        context.Features.Set<IStatusCodePagesFeature>(pages);
        try
        {
            await next(context);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException && HasLeft(context, exception))
        {
            LogClientLeft(logger, context.Request.Method, context.Request.Path.Value);
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = ClientLeft;
            }

            // Kestrel may not have noticed yet. It would go on to read the rest of the body, fail, and log that as an error of ours.
            context.Abort();
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await ProblemResponses.WriteAsync(context, Explain(exception, context));
            return;
        }

        if (pages.Enabled && IsEmptyError(context.Response))
        {
            await ProblemResponses.WriteAsync(context, EmptyAnswers.Explain(context));
        }
    }

    private static bool HasLeft(HttpContext context, Exception exception)
        => context.RequestAborted.IsCancellationRequested || exception is ConnectionResetException or ConnectionAbortedException;

    private static bool IsEmptyError(HttpResponse response)
        => response is { StatusCode: >= 400 and < 600, HasStarted: false, ContentLength: null, ContentType: null or "" };

    private Refusal Explain(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case BadHttpRequestException bad:
                return new Refusal(bad.StatusCode, bad.Message, Close: true);

            // Kestrel's ways of saying that the size of a chunk overflowed, or that a trailer holds a null byte; where such a body ends nobody knows.
            case IOException or InvalidOperationException when CameFromTheRequest(exception, context):
                return new Refusal(400, "The request's body could not be read: it is not framed as HTTP demands.", Close: true);

            default:
                LogUnhandled(logger, exception, context.Request.Method, context.Request.Path.Value);
                return new Refusal(500, "The server failed on this request. That is a fault of the server; its log names the cause under this traceId.");
        }
    }

    // The same exceptions may as well be about something of ours, and that is a 500: only the server's own assembly reads requests.
    private static bool CameFromTheRequest(Exception exception, HttpContext context)
        => exception.Source is "Microsoft.AspNetCore.Server.Kestrel.Core"
        && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    [LoggerMessage(5001, LogLevel.Debug, "The client of '{Method} {Path}' left before its answer")]
    private static partial void LogClientLeft(ILogger logger, string method, string? path);

    [LoggerMessage(5002, LogLevel.Error, "'{Method} {Path}' failed")]
    private static partial void LogUnhandled(ILogger logger, Exception exception, string method, string? path);
}
