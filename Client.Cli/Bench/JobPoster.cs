using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Job.Contracts;
using Job.Hosting.Tls;

namespace Client.Cli.Bench;

/// <summary>Posts jobs over as many kept connections as it takes, HTTP/1.1, and tells how each ended.</summary>
internal sealed class JobPoster : IDisposable
{
    // Those of a burst stay behind idle, and a server closes them after a minute or two, perhaps just as the next burst uses them: forty jobs of a soak broke off thus.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    private static readonly MediaTypeHeaderValue Json = new(JobMediaTypes.Json);

    private readonly HttpMessageInvoker _http;
    private readonly (string Id, byte[] Short, byte[] Long)[] _applications;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    /// <param name="applications">How many send jobs.</param>
    /// <param name="timeout">The longest wait for one answer, from the moment the job leaves.</param>
    /// <param name="time">The clock of the timeout.</param>
    /// <param name="tls">Whom to believe, and what to show, over HTTPS; null to go by the system.</param>
    public JobPoster(int applications, TimeSpan timeout, TimeProvider time, TlsFiles? tls = null)
    {
        _applications = [.. Enumerable.Range(1, applications).Select(number =>
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"bench-{number}");
            return (id, JobWriter.ToJson(new JobRequest(id, JobType.Short)), JobWriter.ToJson(new JobRequest(id, JobType.Long)));
        })];
        _timeout = timeout;
        _time = time;
        var handler = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null, // traces of a load test help nobody, and cost
            AllowAutoRedirect = false,
            ConnectTimeout = timeout,
            PooledConnectionIdleTimeout = IdleTimeout,
            UseCookies = false,
            UseProxy = false,
        };
        if (tls is not null)
        {
            handler.SslOptions.UseTls(tls);
        }

        _http = new HttpMessageInvoker(handler);
    }

    /// <summary>Sends one job and reads its answer to the end. Much of the sending runs before this returns, on the caller's thread.</summary>
    /// <exception cref="OperationCanceledException">By <paramref name="stop"/>.</exception>
    public async Task<JobEnd> PostAsync(Uri address, PlannedJob job, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
        using var request = Request(address, job);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            await response.Content.CopyToAsync(Stream.Null, either.Token);
            return response.IsSuccessStatusCode ? default : new JobEnd(((int)response.StatusCode).ToString(CultureInfo.InvariantCulture), response.Headers.RetryAfter?.Delta);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new JobEnd("timeout");
        }
        catch (HttpRequestException fault) when (fault.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return new JobEnd("refused");
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            return new JobEnd("no connection");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return new JobEnd("broken off");
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(Uri address, PlannedJob job)
    {
        var (id, brief, lengthy) = _applications[job.Application];
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(job.Type == JobType.Long ? lengthy : brief),
        };
        request.Content.Headers.ContentType = Json;

        // The body says it all; these are for proxies that cannot read it.
        request.Headers.TryAddWithoutValidation("X-Job-Type", job.Type.ToString());
        request.Headers.TryAddWithoutValidation("X-Application-Id", id);
        return request;
    }
}
