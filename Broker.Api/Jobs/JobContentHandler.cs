namespace Broker.Api.Jobs;

/// <summary>Sends a job's head and body to the worker in one piece, and every request to it once.</summary>
/// <remarks>
/// YARP streams: it sends the head at once and the body behind it, for bodies that are still to come. A job is in memory
/// already, and the second send, and the worker's second read, cost a tenth of all the CPU a job takes here.
/// A request without content .NET's client sends up to four times where a connection ends without a byte of an answer, a POST, too. Whether a request may be repeated is not its to decide
/// (RFC 9110, 9.2.2): one that might do something gets a content, of no bytes.
/// </remarks>
internal sealed class JobContentHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly HttpRequestOptionsKey<ReadOnlyMemory<byte>> Body = new("LoadBalancer.JobBody");

    /// <summary>Marks a request to a worker as that of a job.</summary>
    public static void SetBody(HttpRequestMessage request, ReadOnlyMemory<byte> bytes) => request.Options.Set(Body, bytes);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } streamed && request.Options.TryGetValue(Body, out var bytes))
        {
            var content = new ReadOnlyMemoryContent(bytes);
            foreach (var (name, values) in streamed.Headers.NonValidated)
            {
                content.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
            }

            request.Content = content;
        }
        else if (request.Content is null && !IsSafe(request.Method))
        {
            request.Content = new ReadOnlyMemoryContent(default);
        }

        return base.SendAsync(request, cancellationToken);
    }

    // CONNECT is HTTP/2's way to a WebSocket; it takes no content.
    private static bool IsSafe(HttpMethod method)
        => method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options || method == HttpMethod.Trace || method == HttpMethod.Connect;
}
