using Balancing.Yarp.Leasing;
using Balancing.Yarp.Membership;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Tests.Membership;

/// <summary>A destination is closed by its metadata while the application runs.</summary>
public sealed class DrainTests
{
    private const string StateOf2 = "Proxy:Clusters:workers:Destinations:2:Metadata:State";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task State_Draining_NoNewRequestAndTheOldOneEnds()
    {
        await using var first = await Backend.StartAsync("1");
        await using var second = await Backend.StartAsync("2", held: true);
        await using var host = await StartAsync(first, second, ("Proxy:Clusters:workers:Metadata:Dispatch.Slots", "1"), ("Proxy:Clusters:workers:Metadata:Dispatch.Prefetch", "0"));
        Assert.Equal("1", await host.Client.GetStringAsync("/", Token));
        var old = host.Client.GetStringAsync("/", Token);
        await Eventually.HoldsAsync(() => second.Received == 1, () => "the request has not come to 2");

        Set(host, StateOf2, "draining");
        await Eventually.HoldsAsync(() => Cluster(host).DestinationsState.AvailableDestinations.Count == 1, () => "2 is still open");
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.Client.GetStringAsync("/", Token))), answer => Assert.Equal("1", answer));
        Assert.Equal((1, 1), (second.Received, InFlight(host, "2")));

        second.Open();
        Assert.Equal("2", await old);
        await Eventually.HoldsAsync(() => InFlight(host, "2") == 0, () => $"{InFlight(host, "2")} in flight");

        Set(host, StateOf2, null);
        await Eventually.HoldsAsync(() => Cluster(host).DestinationsState.AvailableDestinations.Count == 2, () => "2 is not open again");
    }

    [Fact]
    public async Task State_DrainingAndTheOthersUnhealthy_PanicDoesNotFallBackOnIt()
    {
        await using var first = await Backend.StartAsync("1");
        await using var second = await Backend.StartAsync("2");
        await using var host = await StartAsync(
            first, second, (StateOf2, "draining"), ("Proxy:Clusters:workers:HealthCheck:AvailableDestinationsPolicy", "HealthyOrPanic"));
        var cluster = Cluster(host);
        foreach (var destination in cluster.Destinations.Values)
        {
            destination.Health.Active = DestinationHealth.Unhealthy;
        }

        host.Services.GetRequiredService<global::Yarp.ReverseProxy.Health.IClusterDestinationsUpdater>().UpdateAvailableDestinations(cluster);

        Assert.Equal("1", Assert.Single(cluster.DestinationsState.AvailableDestinations).DestinationId);
        Assert.Equal("1", await host.Client.GetStringAsync("/", Token));
    }

    [Theory]
    [InlineData("draining", true, 0)]
    [InlineData(" Draining ", true, 0)]
    [InlineData("open", false, 0)]
    [InlineData("closed", false, 1)]
    public void Faults_OfAState_AreToldWhereItIsNone(string state, bool draining, int faults)
    {
        var destination = new DestinationConfig { Address = "http://a/", Metadata = new Dictionary<string, string> { ["State"] = state } };
        var cluster = new ClusterConfig { ClusterId = "workers", Destinations = new Dictionary<string, DestinationConfig> { ["2"] = destination } };

        Assert.Equal(draining, MemberMetadata.IsDraining(destination));
        Assert.Equal(faults, MemberMetadata.Faults(cluster).Count());
    }

    private static Task<BareYarpHost> StartAsync(Backend first, Backend second, params (string Key, string Value)[] settings) => BareYarpHost.StartAsync(
        "round-robin",
        new Dictionary<string, string> { ["1"] = first.Address, ["2"] = second.Address },
        proxy =>
        {
            proxy.UseDispatch();
            proxy.UseLoadBalancing();
        },
        settings.ToDictionary(one => one.Key, one => (string?)one.Value));

    private static void Set(BareYarpHost host, string key, string? value)
    {
        var configuration = host.Services.GetRequiredService<IConfiguration>();
        configuration[key] = value;
        ((IConfigurationRoot)configuration).Reload();
    }

    private static int InFlight(BareYarpHost host, string id)
        => host.Services.GetRequiredService<BalancingState>().LoadOf(Cluster(host), Cluster(host).Destinations[id]).InFlight;

    private static ClusterState Cluster(BareYarpHost host) => host.Services.GetRequiredService<IProxyStateLookup>().GetClusters().Single();
}
