using System.Diagnostics;
using System.Globalization;
using Job.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Job.Http.Problems;

/// <summary>Answers a request with <c>application/problem+json</c>: the one place where an error gets its shape.</summary>
public static class ProblemResponses
{
    /// <summary>Writes the whole answer. Headers set before stay (<c>Allow</c>, <c>WWW-Authenticate</c>, <c>Connection</c>), those of a body do not.</summary>
    /// <param name="context">The request; when its answer has begun already the connection is aborted, so that half an answer is not taken for a whole one.</param>
    /// <param name="refusal">What to say.</param>
    /// <returns>Done when the answer is handed to the server.</returns>
    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        var body = JobProblems.ToJson(new JobProblem(
            ProblemTypes.Of(refusal.Status),
            Title(refusal.Status),
            refusal.Status,
            PrintableText.Of(refusal.Detail),
            TraceIdOf(context),
            Printable(refusal.Errors)));

        // Not Response.Clear(): it would drop Connection: close, and the bytes behind a refused message would run as the next request.
        response.StatusCode = refusal.Status;
        var headers = response.Headers;
        headers.Remove("Content-Encoding");
        headers.Remove("Content-Disposition");
        headers.Remove("Content-Range");
        headers.Remove("Transfer-Encoding");
        headers.ETag = default;
        headers.LastModified = default;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        if (refusal.RetryAfter is { } pause)
        {
            headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(pause.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (refusal.Close)
        {
            CloseAfter(context);
        }

        response.ContentType = JobProblemMediaType;
        response.ContentLength = body.Length;
        return refusal.Status == StatusCodes.Status408RequestTimeout && IsHttp1(context.Request.Protocol)
            ? WriteAndCutAsync(context, body)
            : response.Body.WriteAsync(body, 0, body.Length, context.RequestAborted);
    }

    // Kestrel would wait for five more seconds for the rest of the body, of a client that has just proved too slow. A stream of HTTP/2 it ends by itself; to abort it would overtake the answer.
    private static async Task WriteAndCutAsync(HttpContext context, byte[] body)
    {
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        await context.Response.CompleteAsync();
        context.Abort();
    }

    /// <summary>Asks the server to end the connection after this answer. Nothing happens on HTTP/2 and later, which have no such header.</summary>
    /// <param name="context">A request whose answer has not begun.</param>
    internal static void CloseAfter(HttpContext context)
    {
        if (IsHttp1(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }
    }

    private static bool IsHttp1(string protocol) => HttpProtocol.IsHttp11(protocol) || HttpProtocol.IsHttp10(protocol);

    private const string JobProblemMediaType = "application/problem+json";

    private static string Title(int status) => ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : "Error";

    private static Dictionary<string, string[]>? Printable(IReadOnlyDictionary<string, string[]>? errors)
        => errors?.ToDictionary(error => error.Key, error => Array.ConvertAll(error.Value, PrintableText.Of), StringComparer.Ordinal);

    // The caller's own trace id, so that one id finds the job at client, broker and worker.
    private static string TraceIdOf(HttpContext context)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            return activity.TraceId.ToHexString();
        }

        return ActivityContext.TryParse(context.Request.Headers.TraceParent, null, out var parent)
            ? parent.TraceId.ToHexString()
            : context.TraceIdentifier;
    }
}
