using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Tests.Forwarding;

/// <summary>Lets a test say where a request is tried first: by whatever policy, load and slowness of the moment would send it elsewhere.</summary>
internal static class ChosenDestination
{
    private const string Header = "X-To";

    /// <summary>Stands before the load balancing.</summary>
    public static void Use(IReverseProxyApplicationBuilder proxy) => proxy.Use((context, next) =>
    {
        if (context.Request.Headers.TryGetValue(Header, out var id))
        {
            var feature = context.GetReverseProxyFeature();
            feature.AvailableDestinations = [.. feature.AvailableDestinations.Where(destination => destination.DestinationId == id.ToString())];
        }

        return next();
    });

    /// <summary>Sends a request to the destination of this id; what comes after the first try is the proxy's to decide.</summary>
    public static async Task<HttpResponseMessage> SendToAsync(this BareYarpHost host, string id, HttpContent? content = null, string path = "/", CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(content is null ? HttpMethod.Get : HttpMethod.Post, path) { Content = content, Headers = { { Header, id } } };
        return await host.Client.SendAsync(request, cancellationToken);
    }
}
