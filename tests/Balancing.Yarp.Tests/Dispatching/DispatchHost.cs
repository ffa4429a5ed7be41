using Balancing.Yarp.Leasing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Tests.Dispatching;

/// <summary>A plain YARP application that lets requests wait, one at a time for each destination, and what can be seen of it.</summary>
internal static class DispatchHost
{
    public static Task<BareYarpHost> StartAsync(Dictionary<string, string> destinations, params (string Key, string Value)[] settings)
        => StartAsync(destinations, services: null, settings);

    public static Task<BareYarpHost> StartAsync(
        Dictionary<string, string> destinations, Action<IServiceCollection>? services, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Proxy:Clusters:workers:Metadata:Dispatch.Slots"] = "1",
            ["Proxy:Clusters:workers:Metadata:Dispatch.Prefetch"] = "0",
            ["Proxy:Clusters:workers:Metadata:Dispatch.Reservation"] = "none",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return BareYarpHost.StartAsync(
            "round-robin",
            destinations,
            proxy =>
            {
                proxy.UseSessionAffinity();
                proxy.UseDispatch();
                proxy.UseLoadBalancing();
            },
            all,
            services);
    }

    public static void Reload(BareYarpHost host, params (string Key, string? Value)[] settings)
    {
        var configuration = host.Services.GetRequiredService<IConfiguration>();
        foreach (var (key, value) in settings)
        {
            configuration[key] = value;
        }

        ((IConfigurationRoot)configuration).Reload();
    }

    public static BalancingState State(BareYarpHost host) => host.Services.GetRequiredService<BalancingState>();

    public static ClusterState Cluster(BareYarpHost host) => host.Services.GetRequiredService<IProxyStateLookup>().GetClusters().Single();

    public static int[] Loads(BareYarpHost host) =>
    [
        .. Cluster(host).Destinations.Values
            .OrderBy(destination => destination.DestinationId, DestinationOrder.ById)
            .Select(destination => State(host).LoadOf(Cluster(host), destination).InFlight),
    ];

    public static Task WaitingAsync(BareYarpHost host, int requests) => Eventually.HoldsAsync(
        () => State(host).WaitingIn(Cluster(host)) == requests, () => $"{State(host).WaitingIn(Cluster(host))} wait, {string.Join(' ', Loads(host))} run");
}
