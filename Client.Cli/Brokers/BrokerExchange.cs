using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Client.Cli.Output;
using Job.Contracts;
using Job.Hosting.Logging;

namespace Client.Cli.Brokers;

/// <summary>One request, one answer read to its end; whatever goes wrong between becomes one line.</summary>
internal sealed class BrokerExchange(HttpClient http, Uri address, TimeProvider time)
{
    public Uri Address { get; } = address;

    /// <exception cref="BrokerUnreachableException">Nobody listens there, so that the next request would fail alike.</exception>
    /// <exception cref="BrokerException">No answer, or none within <paramref name="timeout"/>.</exception>
    public Task<BrokerReply> SendAsync(HttpRequestMessage request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(JobMediaTypes.Json));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(JobMediaTypes.Problem));
        return GuardAsync(
            async stop =>
            {
                using var response = await http.SendAsync(request, stop);
                return await ReadAsync(response, stop);
            },
            timeout,
            cancellationToken);
    }

    /// <summary>As <see cref="SendAsync"/>, for an answer without an end: a good one is given back as soon as it has begun.</summary>
    /// <returns>Either the answer, which the caller disposes of, or the reply that refuses it.</returns>
    public Task<(HttpResponseMessage? Answer, BrokerReply? Refusal)> OpenAsync(HttpRequestMessage request, TimeSpan timeout, CancellationToken cancellationToken)
        => GuardAsync<(HttpResponseMessage?, BrokerReply?)>(
            async stop =>
            {
                var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
                if (response.IsSuccessStatusCode)
                {
                    return (response, null);
                }

                using (response)
                {
                    return (null, await ReadAsync(response, stop));
                }
            },
            timeout,
            cancellationToken);

    private static async Task<BrokerReply> ReadAsync(HttpResponseMessage response, CancellationToken stop)
        => new(response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsByteArrayAsync(stop));

    private async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new BrokerException(string.Create(CultureInfo.InvariantCulture, $"no answer within {timeout.TotalSeconds:0.###} s (--timeout)"));
        }
        catch (OperationCanceledException)
        {
            // Only the handler's own limit for opening a connection is left: packets to that address vanish.
            throw new BrokerUnreachableException(Address, "it does not answer");
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            throw new BrokerUnreachableException(
                Address, Reason(fault), "What listens there speaks no TLS, or shows a certificate that is not believed: name its authority by --cacert FILE or LB_CACERT.");
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError
            is HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError
            or HttpRequestError.ProxyTunnelError)
        {
            throw new BrokerUnreachableException(Address, Reason(fault));
        }
        catch (HttpRequestException fault)
        {
            throw new BrokerException("the connection broke before the answer was complete: " + Reason(fault));
        }
    }

    // The deepest cause says it best: "Connection refused" instead of "An error occurred while sending the request."
    private static string Reason(HttpRequestException fault)
    {
        Exception cause = fault;
        while (cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return PrintableText.Of(cause is SocketException socket ? socket.Message : cause.Message.TrimEnd('.'));
    }
}
