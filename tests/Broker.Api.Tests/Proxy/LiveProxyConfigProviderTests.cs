using Broker.Api.Membership;
using Broker.Api.Proxy;
using Broker.Api.State;
using Job.Hosting.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Yarp.ReverseProxy.Configuration;

namespace Broker.Api.Tests.Proxy;

/// <summary>Which policy wins, and what becomes of a faulty reload.</summary>
public sealed class LiveProxyConfigProviderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void GetConfig_NothingSaid_IsRoundRobin()
        => Assert.Equal("round-robin", Policy(Provider(new Source(null))));

    [Fact]
    public void GetConfig_StartPolicyAndClusterPolicy_TheStartWins()
        => Assert.Equal("least-requests", Policy(Provider(new Source("round-robin"), "least-requests")));

    [Fact]
    public void Choose_OverEverything_Wins()
    {
        var provider = Provider(new Source("round-robin"), "round-robin");

        provider.Choose("balanced", clusterId: null);

        Assert.Equal("balanced", Policy(provider));
    }

    [Fact]
    public void Choose_AnotherCluster_LeavesThisOne()
    {
        var provider = Provider(new Source("round-robin"));

        provider.Choose("balanced", "others");

        Assert.Equal("round-robin", Policy(provider));
    }

    [Fact]
    public void Reload_NamesAnotherPolicy_WinsOverAnEarlierChoice()
    {
        var source = new Source("round-robin");
        var provider = Provider(source);
        provider.Choose("balanced", clusterId: null);

        source.Change("least-requests");

        Assert.Equal("least-requests", Policy(provider));
    }

    [Fact]
    public void Reload_SaysTheSamePolicyAsBefore_LeavesTheChoice()
    {
        var source = new Source("round-robin");
        var provider = Provider(source);
        provider.Choose("balanced", clusterId: null);

        source.Change("round-robin");

        Assert.Equal("balanced", Policy(provider));
    }

    [Fact]
    public void Reload_Faulty_KeepsTheOldStateSaysWhyOnceAndGoesOn()
    {
        var source = new Source("round-robin");
        var log = new LineLog();
        var provider = Provider(source, log: log);
        var before = provider.GetConfig();

        source.Change("no-such");
        source.Change("no-such");

        Assert.Same(before, provider.GetConfig());
        Assert.Single(log.Lines, line => line.Contains("no-such", StringComparison.Ordinal));

        provider.Choose("balanced", clusterId: null); // a choice is possible while the file is broken
        Assert.Equal("balanced", Policy(provider));

        source.Change("least-requests");
        Assert.Equal("least-requests", Policy(provider));
    }

    // What YARP needs to take a state over is freed when all have stopped.
    [Fact]
    public async Task StopAsync_WhileYarpTakesAStateOver_WaitsForItAndTellsOfNoFurther()
    {
        var source = new Source("round-robin");
        var provider = Provider(source);
        using var reached = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        using var yarp = provider.GetConfig().ChangeToken.RegisterChangeCallback(
            _ =>
            {
                reached.Set();
                goOn.Wait(TimeSpan.FromSeconds(30));
            },
            null);
        var reload = Task.Run(() => source.Change("least-requests"), Token);
        Assert.True(reached.Wait(TimeSpan.FromSeconds(30), Token));

        var stop = provider.StopAsync(Token);

        Assert.False(stop.IsCompleted);
        goOn.Set();
        await stop;
        await reload;
        source.Change("balanced");
        Assert.Equal("least-requests", Policy(provider));
    }

    [Fact]
    public void Choose_EveryTime_TellsYarpThatTheStateWasReplaced()
    {
        var provider = Provider(new Source(null));
        var before = provider.GetConfig();

        provider.Choose("balanced", clusterId: null);

        Assert.True(before.ChangeToken.HasChanged);
        Assert.False(provider.GetConfig().ChangeToken.HasChanged);
    }

    [Fact]
    public void Constructor_FaultyAtTheStart_ThrowsWithAllFaults()
    {
        var source = new Source("no-such", new Dictionary<string, string> { ["Job"] = "boddy" });

        var refusal = Assert.Throws<SettingsException>(() => Provider(source));

        Assert.Contains(refusal.Faults, fault => fault.Message.Contains("no-such", StringComparison.Ordinal));
        Assert.Contains(refusal.Faults, fault => fault.Message.Contains("'boddy'", StringComparison.Ordinal));
    }

    private static string? Policy(LiveProxyConfigProvider provider)
        => provider.GetConfig().Clusters.Single(cluster => cluster.ClusterId == "workers").LoadBalancingPolicy;

    private static LiveProxyConfigProvider Provider(Source source, string? startPolicy = null, LineLog? log = null)
        => new(source, new Validator(), new PolicyChoices(startPolicy, new Dictionary<string, SavedChoice>()), new Members(new MembersOptions(), TimeProvider.System, NullLogger<Members>.Instance), new LoggerFactory([log ?? new LineLog()]).CreateLogger<LiveProxyConfigProvider>());

    private sealed class Source(string? policy, Dictionary<string, string>? metadata = null) : IProxyConfigProvider
    {
        private LiveProxyConfig _config = Config(policy, metadata);

        public IProxyConfig GetConfig() => _config;

        public void Change(string? policy)
        {
            var old = _config;
            _config = Config(policy, metadata);
            old.SignalReplaced();
        }

        private static LiveProxyConfig Config(string? policy, Dictionary<string, string>? metadata) => new(
            [new RouteConfig { RouteId = "process", ClusterId = "workers", Metadata = metadata }],
            [
                new ClusterConfig { ClusterId = "workers", LoadBalancingPolicy = policy },
                new ClusterConfig { ClusterId = "others" },
            ]);
    }

    private sealed class Validator : IConfigValidator
    {
        public ValueTask<IList<Exception>> ValidateRouteAsync(RouteConfig route) => new([]);

        public ValueTask<IList<Exception>> ValidateClusterAsync(ClusterConfig cluster)
            => new(cluster.LoadBalancingPolicy == "no-such" ? [new ArgumentException("no-such is no policy.")] : []);
    }
}
