using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace Broker.Api.Proxy;

/// <summary>One state of routes and clusters, until the next one replaces it.</summary>
internal sealed class LiveProxyConfig : IProxyConfig, IDisposable
{
    private readonly CancellationTokenSource _replaced = new();

    public LiveProxyConfig(IReadOnlyList<RouteConfig> routes, IReadOnlyList<ClusterConfig> clusters, long version = 0)
    {
        Version = version;
        Routes = routes;
        Clusters = clusters;
        ChangeToken = new CancellationChangeToken(_replaced.Token);
    }

    /// <summary>Counts the states; a later one has a higher number.</summary>
    public long Version { get; }

    public IReadOnlyList<RouteConfig> Routes { get; }

    public IReadOnlyList<ClusterConfig> Clusters { get; }

    public IChangeToken ChangeToken { get; }

    public void SignalReplaced() => _replaced.Cancel();

    public void Dispose() => _replaced.Dispose();
}
