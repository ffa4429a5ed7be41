using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Health;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Tests.Dispatching;

/// <summary>What YARP's own list of a cluster's destinations may miss.</summary>
public sealed class DestinationsWatchTests
{
    [Fact]
    public async Task UpdateAvailable_ADestinationJoinsMeanwhile_IsInTheList()
    {
        await using var host = await DispatchHost.StartAsync(new Dictionary<string, string> { ["1"] = "http://127.0.0.1:9/" });
        var cluster = DispatchHost.Cluster(host);
        var yarp = new OfTheListItTookBefore();
        var watch = new DestinationsWatch(yarp, DispatchHost.State(host), host.Services.GetRequiredService<HealthBook>());

        // Between the moment when YARP takes the list and that when it is its turn to set it.
        yarp.Meanwhile(cluster, () => cluster.Destinations["2"] = Another());
        watch.UpdateAvailableDestinations(cluster);

        Assert.Equal(["1", "2"], cluster.DestinationsState.AllDestinations.Select(destination => destination.DestinationId).Order());
    }

    [Fact]
    public async Task UpdateAvailable_ADestinationLeavesOrIsReplacedMeanwhile_TheListIsOfThoseThereAre()
    {
        await using var host = await DispatchHost.StartAsync(new Dictionary<string, string> { ["1"] = "http://127.0.0.1:9/", ["2"] = "http://127.0.0.1:9/" });
        var cluster = DispatchHost.Cluster(host);
        var yarp = new OfTheListItTookBefore();
        var watch = new DestinationsWatch(yarp, DispatchHost.State(host), host.Services.GetRequiredService<HealthBook>());
        var another = Another();

        yarp.Meanwhile(cluster, () => cluster.Destinations["2"] = another);
        watch.UpdateAvailableDestinations(cluster);
        Assert.Same(another, cluster.DestinationsState.AllDestinations.Single(destination => destination.DestinationId == "2"));

        yarp.Meanwhile(cluster, () => cluster.Destinations.TryRemove("2", out _));
        watch.UpdateAvailableDestinations(cluster);
        Assert.Equal(["1"], cluster.DestinationsState.AllDestinations.Select(destination => destination.DestinationId));
    }

    private static DestinationState Another() => new("2", new DestinationModel(new DestinationConfig { Address = "http://127.0.0.1:9/" }));

    // As YARP's does when another thread was before it: it sets the list that it took before it waited.
    private sealed class OfTheListItTookBefore : IClusterDestinationsUpdater
    {
        private IReadOnlyList<DestinationState> _taken = [];

        public void Meanwhile(ClusterState cluster, Action change)
        {
            _taken = cluster.DestinationsState.AllDestinations;
            change();
        }

        public void UpdateAvailableDestinations(ClusterState cluster) => cluster.DestinationsState = new ClusterDestinationsState(_taken, _taken);

        public void UpdateAllDestinations(ClusterState cluster)
        {
            var all = cluster.Destinations.Values.ToArray();
            cluster.DestinationsState = new ClusterDestinationsState(all, all);
        }
    }
}
