using Job.Http.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Job.Http.Messages;

/// <summary>Expect (RFC 9110, section 10.1.1): 100-continue, which this server answers itself, and nothing else.</summary>
internal static class ExpectRules
{
    private static readonly Func<object, Task> CloseIfRefused = static context =>
    {
        // Who is refused before the body was asked for may send it or not: what comes behind is the one or the other, and nobody can tell.
        if (((HttpContext)context).Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            ProblemResponses.CloseAfter((HttpContext)context);
        }

        return Task.CompletedTask;
    };

    public static Refusal? RefusalOf(HttpContext context)
    {
        var expect = context.Request.Headers[HeaderNames.Expect];
        if (expect.Count == 0)
        {
            return null;
        }

        if (expect.Count > 1 || !expect.ToString().Equals("100-continue", StringComparison.OrdinalIgnoreCase))
        {
            return new Refusal(StatusCodes.Status417ExpectationFailed, "Expect may be 100-continue, once, and nothing else; or leave it out.", Close: true);
        }

        context.Response.OnStarting(CloseIfRefused, context);
        return null;
    }
}
