using Microsoft.AspNetCore.Http;

namespace Job.Http.Problems;

/// <summary>Words for the errors that routing and other middleware answer with a bare status.</summary>
internal static class EmptyAnswers
{
    // A path is the client's text: enough of it to be recognised, not enough to fill a terminal.
    private const int LongestPath = 200;

    public static Refusal Explain(HttpContext context)
    {
        var status = context.Response.StatusCode;
        return new Refusal(status, status switch
        {
            404 => $"Nothing is served at '{PathOf(context)}'; /swagger shows what is.",
            405 => $"'{PathOf(context)}' does not take {MethodOf(context)}; it takes {AllowOf(context)}.",
            415 => $"{TypeOf(context)}; this path takes application/json. Send the body as that.",
            >= 500 => "The server could not answer this request.",
            _ => $"The request was refused with status {status}.",
        });
    }

    private static string PathOf(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        return path.Length > LongestPath ? string.Concat(path.AsSpan(0, LongestPath), "…") : path;
    }

    // A method is any token the client likes; a long one is not repeated.
    private static string MethodOf(HttpContext context)
        => HttpMethods.GetCanonicalizedValue(context.Request.Method) is { Length: <= 7 } method ? method : "this method";

    // Routing refuses a type only where our own calls with a JSON body are: a job's form is refused with its own words.
    private static string TypeOf(HttpContext context) => context.Request.ContentType is { Length: > 0 } type
        ? $"The Content-Type is '{(type.Length > LongestPath ? string.Concat(type.AsSpan(0, LongestPath), "…") : type)}'"
        : "The request has no Content-Type";

    private static string AllowOf(HttpContext context)
        => context.Response.Headers.Allow.ToString() is { Length: > 0 } allow ? allow : "other methods only";
}
