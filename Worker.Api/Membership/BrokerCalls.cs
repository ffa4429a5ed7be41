using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Job.Contracts;
using Job.Hosting.Tls;

namespace Worker.Api.Membership;

/// <summary>The calls of one worker server to its brokers, with the key that they want.</summary>
internal sealed class BrokerCalls(WorkerOptions options, ILogger logger) : IDisposable
{
    // An admin call is answered from memory; a broker that takes longer is not well, and a lease may be as short as a second.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int LargestAnswer = 64 * 1024;

    private readonly HttpClient _http = new(Handler(options, logger))
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = LargestAnswer,
    };

    /// <summary>Registers, or renews the lease.</summary>
    public async Task<BrokerReply> RegisterAsync(Uri broker, RegistrationBody body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(broker, "admin/workers"));
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, RegistrationJson.Default.RegistrationBody))
        {
            Headers = { ContentType = new MediaTypeHeaderValue(JobMediaTypes.Json) },
        };
        return await SendAsync(request, cancellationToken);
    }

    /// <summary>Deregisters this process.</summary>
    public async Task<BrokerReply> RemoveAsync(Uri broker, string id, long epoch, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Delete, new Uri(broker, string.Create(CultureInfo.InvariantCulture, $"admin/workers/{id}?epoch={epoch}")));
        return await SendAsync(request, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler Handler(WorkerOptions options, ILogger logger)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // a name may come to mean another address
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8, // the key's very bytes
            UseCookies = false,
            UseProxy = false, // who is to reach this worker directly is reached directly
        };
        var tls = TlsFiles.OfClient(options.BrokerTls, "Worker:BrokerTls:Certificate", "Worker:BrokerTls:Ca", TimeProvider.System);
        tls.SayTo(logger);
        handler.SslOptions.UseTls(tls);
        return handler;
    }

    private async Task<BrokerReply> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            if (await KeyAsync(cancellationToken) is { } key)
            {
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
            }

            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(JobMediaTypes.Json));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(JobMediaTypes.Problem));
            using var response = await _http.SendAsync(request, cancellationToken);
            return new BrokerReply(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken), Fault: null);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return BrokerReply.Of(exception);
        }
    }

    // Read for each call: whoever replaces the file has replaced the key.
    private async Task<string?> KeyAsync(CancellationToken cancellationToken)
        => options.BrokerKeyFile is { } file ? (await File.ReadAllTextAsync(file, cancellationToken)).Trim() : options.BrokerKey;
}
