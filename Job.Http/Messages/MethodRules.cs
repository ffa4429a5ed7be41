using Job.Http.Problems;
using Microsoft.AspNetCore.Http;

namespace Job.Http.Messages;

/// <summary>Methods that mean something else to a proxy than to a server (RFC 9110, sections 9.3.6 and 9.3.8).</summary>
internal static class MethodRules
{
    public static Refusal? RefusalOf(HttpRequest request)
    {
        var method = request.Method;
        if (HttpMethods.IsConnect(method))
        {
            return new Refusal(StatusCodes.Status501NotImplemented, "CONNECT asks for a tunnel; there are none here.", Close: true);
        }

        return HttpMethods.IsTrace(method) && (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0)
            ? new Refusal(StatusCodes.Status400BadRequest, "TRACE has no body; send it without one.", Close: true)
            : null;
    }
}
