using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;

namespace Broker.Api.Answers;

/// <summary>
/// Refuses answers of workers that a client, or a cache before it, may read otherwise than we do (RFC 9112, sections 6 and 11.1), and cuts what was said to us alone.
/// </summary>
/// <remarks>
/// Here is what the stack lets through: of "gzip, chunked" .NET's client undoes the chunks and leaves the rest, and of a reason it takes any bytes (fields: see <see cref="AnswerEncoding"/>). Kestrel refuses control
/// characters in fields and lengths that are no number by itself; its refusal, as ours, comes before anything has gone to the client. Costs some look-ups for each answer.
/// </remarks>
internal sealed class AnswerRules : ResponseTransform
{
    // Of two, one reader takes the first and another the last.
    private static readonly string[] OnlyOnce = [HeaderNames.ContentType, HeaderNames.ContentRange, HeaderNames.ContentDisposition, HeaderNames.Location];

    public override ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is { } answer)
        {
            if (FaultOf(answer) is { } fault)
            {
                throw new BadAnswerException(fault);
            }

            if (answer.StatusCode == HttpStatusCode.NoContent)
            {
                context.HttpContext.Response.ContentLength = null; // it may have none; Kestrel would answer 500 instead
            }

            DropOddReason(context.HttpContext.Features.Get<IHttpResponseFeature>());
            if (context.HttpContext.Response.StatusCode != StatusCodes.Status101SwitchingProtocols)
            {
                CutNamed(answer.Headers.NonValidated, context.HttpContext.Response.Headers);
            }
        }

        return ValueTask.CompletedTask;
    }

    private static string? FaultOf(HttpResponseMessage answer)
    {
        if ((int)answer.StatusCode is < 100 or > 599)
        {
            return "its status is none of HTTP";
        }

        var (head, content) = (answer.Headers.NonValidated, answer.Content.Headers.NonValidated);
        foreach (var name in OnlyOnce)
        {
            if ((head.TryGetValues(name, out var values) || content.TryGetValues(name, out values)) && values.Count > 1)
            {
                return $"its field {name} is there {values.Count} times";
            }
        }

        return answer.Version.Major == 1 && head.TryGetValues(HeaderNames.TransferEncoding, out var coding)
            && (answer.Version.Minor == 0 || coding.Count > 1 || !coding.ToString().Equals("chunked", StringComparison.OrdinalIgnoreCase))
            ? "its Transfer-Encoding is not chunked alone"
            : null;
    }

    // Nobody needs it; a bare CR in it would end the line for some.
    private static void DropOddReason(IHttpResponseFeature? response)
    {
        if (response?.ReasonPhrase is { Length: > 0 } reason && reason.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            response.ReasonPhrase = null;
        }
    }

    // RFC 9110, section 7.6.1: what Connection names is for the next hop only. YARP cuts the usual ones by their names.
    private static void CutNamed(HttpHeadersNonValidated head, IHeaderDictionary given)
    {
        if (!head.TryGetValues(HeaderNames.Connection, out var lines))
        {
            return;
        }

        foreach (var line in lines)
        {
            foreach (var name in line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                given.Remove(name);
            }
        }
    }
}
