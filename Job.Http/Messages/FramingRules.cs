using Job.Contracts;
using Microsoft.AspNetCore.Http;

namespace Job.Http.Messages;

/// <summary>Where a message ends (RFC 9112, sections 6.1 and 6.3).</summary>
internal static class FramingRules
{
    // Under this name Kestrel keeps the length that it has passed over for the sake of a transfer coding.
    private const string PassedOver = "X-Content-Length";

    /// <summary>
    /// Of "gzip, chunked" Kestrel hands over what is left when the chunks are undone, with nothing that says so; and HTTP/1.0 knows no transfer coding at all.
    /// </summary>
    public static string? FaultOf(HttpRequest request, bool isHttp10)
    {
        if (request.Headers.TransferEncoding is not { Count: > 0 } coding)
        {
            return null;
        }

        // Of two lines the one may be empty, and then ToString() would say nothing of it.
        if (coding.Count > 1 || isHttp10 || !coding.ToString().Equals("chunked", StringComparison.OrdinalIgnoreCase))
        {
            return $"The Transfer-Encoding {SafeText.Quote(coding.ToString())} is not spoken in {request.Protocol}; "
                + "chunked is, in HTTP/1.1. Send the body with a Content-Length.";
        }

        return request.ContentLength is not null || request.Headers.ContainsKey(PassedOver)
            ? "The body has both a Content-Length and a Transfer-Encoding; send one of them."
            : null;
    }
}
