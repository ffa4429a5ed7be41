using Balancing.Core.Picking;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;

namespace Broker.Api.Proxy;

/// <summary>
/// Adds to YARP's checks what it would find out with the first request only, an address that is none, and says of a
/// policy it does not know which ones there are.
/// </summary>
internal sealed class ClusterValidator(IConfigValidator yarp, IEnumerable<ILoadBalancingPolicy> policies) : IConfigValidator
{
    public ValueTask<IList<Exception>> ValidateRouteAsync(RouteConfig route) => yarp.ValidateRouteAsync(route);

    public async ValueTask<IList<Exception>> ValidateClusterAsync(ClusterConfig cluster)
    {
        List<Exception> faults = [];
        if (PolicyFault(cluster) is { } unknown)
        {
            faults.Add(unknown);
            cluster = cluster with { LoadBalancingPolicy = null };
        }

        foreach (var (id, destination) in cluster.Destinations ?? new Dictionary<string, DestinationConfig>())
        {
            AddAddressFault(faults, $"ReverseProxy:Clusters:{cluster.ClusterId}:Destinations:{id}:Address", destination.Address);
            if (!string.IsNullOrEmpty(destination.Health))
            {
                AddAddressFault(faults, $"ReverseProxy:Clusters:{cluster.ClusterId}:Destinations:{id}:Health", destination.Health);
            }
        }

        faults.AddRange(await yarp.ValidateClusterAsync(cluster));
        return faults;
    }

    private ArgumentException? PolicyFault(ClusterConfig cluster)
    {
        var name = cluster.LoadBalancingPolicy;
        return string.IsNullOrEmpty(name) || policies.Any(policy => string.Equals(policy.Name, name, StringComparison.OrdinalIgnoreCase))
            ? null
            : new ArgumentException($"ReverseProxy:Clusters:{cluster.ClusterId}:LoadBalancingPolicy is '{name}'; "
                + $"it must be one of {string.Join(", ", policies.Select(policy => policy.Name).OrderByDescending(PickPolicies.BuiltIn.Names.Contains))}.");
    }

    private static void AddAddressFault(List<Exception> faults, string key, string? address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            faults.Add(new ArgumentException($"{key} is '{address}'; it must be an http or https address, such as http://127.0.0.1:8081/."));
        }
    }
}
