using Balancing.Core.Reporting;
using Balancing.Yarp.Leasing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Tests.Reporting;

/// <summary>Slots by the workers' own word, on real sockets.</summary>
public sealed class ReportsTests
{
    private const string TwoSlots = """JSON {"named_metrics":{"slots":2}}""";

    private static CancellationToken Running => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_SlotsReportedAtTheStart_AreNeverExceeded()
    {
        await using var backend = await ReportingBackend.StartAsync();
        backend.Load = """{"slots":2,"inFlight":0,"queued":0}""";
        await using var host = await StartAsync([backend], time: new SlowTime());

        var answers = Send(host, 10);
        await UntilAsync(host, running: 2, waiting: 8, backend);

        Assert.Equal((2, TelemetryState.Fresh), (Look(host).Slots, Look(host).State));
        backend.LetGo(10);
        await Task.WhenAll(answers);
        Assert.Equal(2, backend.Most);
    }

    [Fact]
    public async Task Answer_MoreSlots_LetsWaitingRequestsGoAtOnce()
    {
        await using var backend = await ReportingBackend.StartAsync();
        backend.Load = """{"slots":2}""";
        await using var host = await StartAsync([backend], time: new SlowTime());
        var answers = Send(host, 10);
        await UntilAsync(host, running: 2, waiting: 8, backend);

        backend.Headers["endpoint-load-metrics"] = "TEXT named_metrics.slots=5";
        backend.LetGo(1);

        await UntilAsync(host, running: 5, waiting: 4, backend);
        backend.LetGo(10);
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task Answer_PlainSlots_AreTakenAndKeptFromTheClientLikeOrca()
    {
        await using var backend = await ReportingBackend.StartAsync();
        backend.Headers["X-Slots"] = "3";
        backend.Headers["endpoint-load-metrics"] = """JSON {"named_metrics": {"kv_cache_usage_perc": 0.42, "num_requests_waiting": 5.0}}""";
        backend.Headers["X-Else"] = "stays";
        await using var host = await StartAsync([backend]);

        using var answer = await host.Client.GetAsync("/quick", Running);

        Assert.Equal(new LoadReport(3, null, 5, Utilization: 0.42), Look(host).Report);
        Assert.Equal(3, Look(host).Slots);
        Assert.False(answer.Headers.Contains("X-Slots"));
        Assert.False(answer.Headers.Contains("endpoint-load-metrics"));
        Assert.Equal("stays", Assert.Single(answer.Headers.GetValues("X-Else")));
    }

    [Fact]
    public async Task Answer_FixedSlots_LeavesThePlainHeaderToTheClient()
    {
        await using var backend = await ReportingBackend.StartAsync();
        backend.Headers["X-Slots"] = "10:00, 11:30";
        backend.Headers["endpoint-load-metrics"] = TwoSlots;
        await using var host = await StartAsync([backend], slots: "7");

        using var answer = await host.Client.GetAsync("/quick", Running);

        Assert.Equal("10:00, 11:30", Assert.Single(answer.Headers.GetValues("X-Slots")));
        Assert.False(answer.Headers.Contains("endpoint-load-metrics"));
        Assert.Equal(7, LoadOf(host).Slots);
        Assert.Equal(2, Look(host).Report.Slots);
        Assert.Equal(0, backend.Asked);
    }

    [Theory]
    [InlineData("TEXT named_metrics.slots=0")]
    [InlineData("TEXT named_metrics.slots=-1")]
    [InlineData("TEXT named_metrics.slots=NaN")]
    [InlineData("JSON {\"named_metrics\":{\"slots\":1e9}}")]
    [InlineData("all is well")]
    public async Task Answer_Lie_StopsNothing(string lie)
    {
        await using var backend = await ReportingBackend.StartAsync();
        backend.Headers["endpoint-load-metrics"] = lie;
        backend.Load = """{"slots":0}""";
        await using var host = await StartAsync([backend]);
        using var first = await host.Client.GetAsync("/quick", Running);

        Assert.Equal((TelemetryState.Absurd, null), (Look(host).State, Look(host).Slots));
        var answers = Send(host, 20);
        await UntilAsync(host, running: 20, waiting: 0, backend);
        backend.LetGo(20);
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task Load_NoSuchPath_IsWithoutLimitAndAskedRarely()
    {
        await using var backend = await ReportingBackend.StartAsync();
        await using var host = await StartAsync([backend], time: new SlowTime());

        var answers = Send(host, 20);
        await UntilAsync(host, running: 20, waiting: 0, backend);

        Assert.Equal(TelemetryState.None, Look(host).State);
        backend.LetGo(20);
        await Task.WhenAll(answers);
        Assert.Equal(1, backend.Asked);
    }

    [Fact]
    public async Task Load_Hangs_HoldsTheRequestsForNoLongerThanTheQuestion()
    {
        await using var backend = await ReportingBackend.StartAsync();
        backend.LoadHangs = true;
        await using var host = await StartAsync([backend]);

        var answers = Send(host, 20);

        await UntilAsync(host, running: 20, waiting: 0, backend);
        backend.LetGo(20);
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task Probe_Report_IsReadLikeThatOfAnAnswer()
    {
        await using var backend = await ReportingBackend.StartAsync();
        backend.ProbeHeaders["endpoint-load-metrics"] = TwoSlots;
        await using var host = await StartAsync([backend], settings: new()
        {
            ["Proxy:Clusters:workers:HealthCheck:Active:Enabled"] = "true",
            ["Proxy:Clusters:workers:HealthCheck:Active:Path"] = "/health",
            ["Proxy:Clusters:workers:HealthCheck:Active:Interval"] = "00:00:00.100",
        });

        await Eventually.HoldsAsync(() => LoadOf(host).Slots == 2, () => $"{Look(host)}");

        backend.ProbeHeaders["endpoint-load-metrics"] = "TEXT named_metrics.slots=6";
        await Eventually.HoldsAsync(() => LoadOf(host).Slots == 6, () => $"{Look(host)}");
    }

    [Fact]
    public async Task Destinations_OneJoinsWhileManyWait_IsGivenNoMoreThanItsSlots()
    {
        await using var first = await ReportingBackend.StartAsync();
        first.Load = """{"slots":1}""";
        await using var host = await StartAsync([first], time: new SlowTime());
        var answers = Send(host, 30);
        await UntilAsync(host, running: 1, waiting: 29, first);

        await using var second = await ReportingBackend.StartAsync();
        second.Load = """{"slots":4}""";
        var settings = (IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>();
        settings["Proxy:Clusters:workers:Destinations:2:Address"] = second.Address;
        settings.Reload();

        await UntilAsync(host, running: 5, waiting: 25, first, second);
        Assert.Equal(4, second.Most);
        first.LetGo(30);
        second.LetGo(30);
        await Task.WhenAll(answers);
        Assert.Equal((1, 4), (first.Most, second.Most));
    }

    [Fact]
    public async Task Load_WorkerComesBackWithOtherSlots_IsLearnedWithoutAnyRequest()
    {
        var before = await ReportingBackend.StartAsync();
        var address = before.Address;
        before.Load = """{"slots":2}""";
        await using var host = await StartAsync([before]);
        await Eventually.HoldsAsync(() => LoadOf(host).Slots == 2, () => $"{Look(host)}");

        await before.DisposeAsync();
        await using var after = await ReportingBackend.StartAsync(address);
        after.Load = """{"slots":9}""";

        await Eventually.HoldsAsync(() => LoadOf(host).Slots == 9, () => $"{Look(host)}");
    }

    private static Task<BareYarpHost> StartAsync(
        ReportingBackend[] backends, string slots = "reported", Dictionary<string, string?>? settings = null, TimeProvider? time = null)
    {
        settings ??= [];
        settings["Proxy:Clusters:workers:Metadata:Dispatch.Slots"] = slots;
        settings["Proxy:Clusters:workers:Metadata:Dispatch.Prefetch"] = "0";
        return BareYarpHost.StartAsync(
            "round-robin",
            backends.Select((backend, index) => KeyValuePair.Create($"{index + 1}", backend.Address)).ToDictionary(),
            proxy =>
            {
                proxy.UseSessionAffinity();
                proxy.UseDispatch();
                proxy.UseLoadBalancing();
            },
            settings,
            services => services.AddSingleton(time ?? TimeProvider.System));
    }

    private static List<Task<string>> Send(BareYarpHost host, int requests)
        => [.. Enumerable.Range(0, requests).Select(_ => host.Client.GetStringAsync("/job", Running))];

    private static Task UntilAsync(BareYarpHost host, int running, int waiting, params ReportingBackend[] backends)
    {
        var state = host.Services.GetRequiredService<BalancingState>();
        return Eventually.HoldsAsync(
            () => backends.Sum(backend => backend.Running) == running && state.WaitingIn(Cluster(host)) == waiting,
            () => $"{backends.Sum(backend => backend.Running)} run, {state.WaitingIn(Cluster(host))} wait; {Look(host)}");
    }

    private static TelemetryView Look(BareYarpHost host)
        => host.Services.GetRequiredService<BalancingState>().TelemetryOf(Cluster(host), Cluster(host).Destinations["1"]);

    private static Balancing.Core.Leasing.DestinationLoad LoadOf(BareYarpHost host)
        => host.Services.GetRequiredService<BalancingState>().LoadOf(Cluster(host), Cluster(host).Destinations["1"]);

    private static ClusterState Cluster(BareYarpHost host)
        => host.Services.GetRequiredService<IProxyStateLookup>().GetClusters().Single();
}
