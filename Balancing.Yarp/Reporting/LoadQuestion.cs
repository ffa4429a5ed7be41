using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Balancing.Core.Reporting;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Reporting;

/// <summary>Asks one destination for its load: <c>GET /load</c> below its address, by the cluster's own client.</summary>
internal static class LoadQuestion
{
    private const string Path = "load";

    // Longer, and a destination that hangs would be asked twice at a time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Asks, and gives a report to the reader; never throws.</summary>
    public static async Task<LoadReply> AskAsync(
        ClusterState cluster, DestinationState destination, TimeProvider time, Action<ReadOnlySpan<byte>> read, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        try
        {
            using var request = Request(cluster, destination);
            using var answer = await cluster.Model.HttpClient.SendAsync(request, giveUp.Token);
            if ((int)answer.StatusCode >= 500)
            {
                return LoadReply.Silent;
            }

            var type = answer.Content.Headers.ContentType?.MediaType;
            return answer.IsSuccessStatusCode && type is not null && type.EndsWith("json", StringComparison.OrdinalIgnoreCase)
                ? await ReadAsync(answer, read, giveUp.Token)
                : LoadReply.NoReport;
        }
        catch (HttpRequestException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return LoadReply.Refused;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return LoadReply.Silent; // whatever a stranger's server may bring about: it has said nothing
        }
    }

    private static HttpRequestMessage Request(ClusterState cluster, DestinationState destination)
    {
        var config = destination.Model.Config;
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{config.Address.TrimEnd('/')}/{Path}"))
        {
            Version = cluster.Model.Config.HttpRequest?.Version ?? HttpVersion.Version20,
            VersionPolicy = cluster.Model.Config.HttpRequest?.VersionPolicy ?? HttpVersionPolicy.RequestVersionOrLower,
        };
        if (!string.IsNullOrEmpty(config.Host))
        {
            request.Headers.Host = config.Host;
        }

        return request;
    }

    private static async Task<LoadReply> ReadAsync(HttpResponseMessage answer, Action<ReadOnlySpan<byte>> read, CancellationToken giveUp)
    {
        // One byte more than is ever read: enough to see that it is too long, however long it is.
        var buffer = ArrayPool<byte>.Shared.Rent(LoadReportReader.MostBytes + 1);
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(giveUp);
            var length = await body.ReadAtLeastAsync(buffer.AsMemory(0, LoadReportReader.MostBytes + 1), LoadReportReader.MostBytes + 1, throwOnEndOfStream: false, giveUp);
            read(buffer.AsSpan(0, length));
            return LoadReply.Report;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
