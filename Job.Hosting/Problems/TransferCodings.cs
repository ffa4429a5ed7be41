using Job.Contracts;
using Microsoft.AspNetCore.Http;

namespace Job.Hosting.Problems;

/// <summary>Refuses what Kestrel lets through, and what a proxy before or behind us may understand otherwise.</summary>
internal static class TransferCodings
{
    /// <summary>
    /// Why this message's framing is not to be trusted; null when it is. Of "gzip, chunked" Kestrel hands over what is left when
    /// the chunks are undone, with nothing that says so; and HTTP/1.0 knows no transfer coding at all.
    /// </summary>
    public static Refusal? RefusalOf(HttpRequest request)
        => request.Headers.TransferEncoding is { Count: > 0 } coding
            && (!coding.ToString().Equals("chunked", StringComparison.OrdinalIgnoreCase) || HttpProtocol.IsHttp10(request.Protocol))
            ? new Refusal(400, $"The Transfer-Encoding {SafeText.Quote(coding.ToString())} is not spoken in {request.Protocol}; "
                + "chunked is, in HTTP/1.1. Send the body with a Content-Length.", Close: true)
            : null;
}
