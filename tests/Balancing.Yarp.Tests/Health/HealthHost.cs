using System.Net;
using Balancing.Core.Outliers;
using Balancing.Yarp.Health;
using Balancing.Yarp.Leasing;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Tests.Health;

/// <summary>A YARP application with one line of ours before backends 1, 2, …, whose requests may be repeated.</summary>
internal sealed class HealthHost(BareYarpHost host) : IAsyncDisposable
{
    public IServiceProvider Services => host.Services;

    public ClusterState Cluster => host.Services.GetRequiredService<IProxyStateLookup>().GetClusters().Single();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<HealthHost> StartAsync(
        SickBackend[] backends, string policy = "round-robin", Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null)
    {
        var all = new Dictionary<string, string?>(settings ?? [])
        {
            ["Proxy:Routes:all:Metadata:Job.Repeatable"] = "true",
        };
        return new HealthHost(await BareYarpHost.StartAsync(
            policy, backends.Select((backend, index) => ($"{index + 1}", backend.Address)).ToDictionary(one => one.Item1, one => one.Address), settings: all, services: services));
    }

    /// <summary>Settings that have destinations probed at <c>/health</c>.</summary>
    public static Dictionary<string, string?> Probed(string interval, params (string Name, string Value)[] more)
    {
        const string Section = "Proxy:Clusters:workers:HealthCheck:";
        var settings = new Dictionary<string, string?>
        {
            [Section + "AvailableDestinationsPolicy"] = "HealthyAndUnknown",
            [Section + "Active:Enabled"] = "true",
            [Section + "Active:Path"] = "/health",
            [Section + "Active:Interval"] = interval,
            [Section + "Active:Timeout"] = "00:00:30", // what hangs hangs for long; a busy machine is slow
        };
        foreach (var (name, value) in more)
        {
            settings[Section + name] = value;
        }

        return settings;
    }

    public async Task<HttpStatusCode> AskAsync(string path = "/")
    {
        using var answer = await host.Client.GetAsync(path, Token);
        return answer.StatusCode;
    }

    public async Task<HttpStatusCode[]> AskAsync(int times)
    {
        var answers = new HttpStatusCode[times];
        for (var time = 0; time < times; time++)
        {
            answers[time] = await AskAsync();
        }

        return answers;
    }

    public HealthView Of(int id) => host.Services.GetRequiredService<BalancingState>().HealthOf(Cluster, Cluster.Destinations[$"{id}"]);

    /// <summary>A verdict falls when the answer has passed, which its client may have before.</summary>
    public Task BecomesAsync(int id, OutlierState state) => Eventually.HoldsAsync(() => Of(id).State == state, () => $"{id} is {Of(id)}");

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
