using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Balancing.Yarp.Forwarding;

/// <summary>The body of a request that may be on its way to two destinations at once: none, or a small one whose bytes are in memory.</summary>
internal static class HedgedBody
{
    // What a connection's buffers take at once. Of more, the second sending costs more than the tail of a Short is worth.
    private const int Most = 64 << 10;

    public static bool IsHere(HttpRequest request)
        => request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } || Bytes(request) is { Count: <= Most };

    /// <summary>A content of the same bytes and headers.</summary>
    /// <param name="request">The request.</param>
    /// <param name="content">What is sent of it at the first try; null for nothing.</param>
    public static HttpContent? Again(HttpRequest request, HttpContent? content)
    {
        if (content is null)
        {
            return null;
        }

        var again = new ReadOnlyMemoryContent(Bytes(request) ?? default);
        foreach (var (name, values) in content.Headers.NonValidated)
        {
            again.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
        }

        return again;
    }

    private static ArraySegment<byte>? Bytes(HttpRequest request) => request.Body is MemoryStream stream && stream.TryGetBuffer(out var bytes) ? (ArraySegment<byte>?)bytes : null;
}
