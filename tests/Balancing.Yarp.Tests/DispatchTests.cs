using System.Net;
using System.Net.WebSockets;
using Balancing.Core.Queueing;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Leasing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Tests;

/// <summary>A plain YARP application that lets requests wait: one line in the pipeline, the rest in the metadata.</summary>
public sealed class DispatchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slots_AllTaken_TheNextRequestWaitsHere()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await StartAsync(held.Addresses);

        var answers = Enumerable.Range(0, 5).Select(_ => host.Client.GetStringAsync("/", Token)).ToArray();

        await WaitingAsync(host, 3);
        await Eventually.HoldsAsync(() => held.Received == 2, () => $"{held.Received} came");
        held.Open();
        await Task.WhenAll(answers);
        Assert.Equal(5, held.Received);
        await Eventually.HoldsAsync(() => Loads(host).All(load => load == 0), () => string.Join(' ', Loads(host)));
    }

    [Theory]
    [InlineData("headers", "Short", JobClass.Short, "app")]
    [InlineData("headers", "LONG", JobClass.Long, "app")]
    [InlineData("headers", "neither", null, "app")]
    [InlineData("Short", "Long", JobClass.Short, "")]
    [InlineData("long", "Short", JobClass.Long, "")]
    [InlineData("learned", "Short", null, "")]
    public async Task Metadata_OfTheRoute_SayWhereTypeAndApplicationStand(string job, string type, JobClass? label, string application)
    {
        await using var backend = await Backend.StartAsync("1");
        await using var host = await StartAsync(new() { ["1"] = backend.Address }, ("Proxy:Routes:all:Metadata:Job", job));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Job-Type", type);
        request.Headers.Add("X-Application-Id", "app");

        using var answer = await host.Client.SendAsync(request, Token);

        var decision = Assert.Single(State(host).DecisionsOf(Cluster(host), 10));
        Assert.Equal((label, application, "all", "1"), (decision.Label, decision.Application, decision.Route, decision.Destination));
    }

    [Theory]
    [InlineData("/short", JobClass.Short, "own")]
    [InlineData("/nothing", null, "")]
    public async Task Classifier_OfOnesOwn_TakesThePlaceOfTheMetadata(string path, JobClass? label, string application)
    {
        await using var backend = await Backend.StartAsync("1");
        await using var host = await StartAsync(
            new() { ["1"] = backend.Address },
            services => services.AddSingleton<IJobClassifier, ByPath>(),
            ("Proxy:Routes:all:Metadata:Job", "Long"));

        Assert.Equal("1", await host.Client.GetStringAsync(path, Token));

        var decision = Assert.Single(State(host).DecisionsOf(Cluster(host), 10));
        Assert.Equal((label, application), (decision.Label, decision.Application));
    }

    [Fact]
    public async Task Decisions_OfARequestThatWaited_SayWhatWasInQuestion()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await StartAsync(held.Addresses);
        var answers = Enumerable.Range(0, 3).Select(_ => host.Client.GetStringAsync("/", Token)).ToArray();
        await WaitingAsync(host, 1);

        held.Open();
        await Task.WhenAll(answers);
        await Eventually.HoldsAsync(() => State(host).DecisionsOf(Cluster(host), 1)[0].Succeeded is true, () => "the last has not ended");

        var decision = State(host).DecisionsOf(Cluster(host), 1)[0];
        Assert.Equal((2L, 0, 2, "round-robin"), (decision.Number, decision.FoundWaiting, decision.Open, decision.Policy));
        Assert.Equal(["1", "2"], decision.Candidates.Select(candidate => candidate.Id));
        Assert.Equal([0, 1], decision.Candidates.Select(candidate => candidate.InFlight).Order());
        Assert.True(decision.Waited > TimeSpan.Zero && decision.Ran >= TimeSpan.Zero);
    }

    [Fact]
    public async Task Reload_WhileRequestsWait_KeepsThemAndTheCounts()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await StartAsync(held.Addresses);
        var answers = Enumerable.Range(0, 4).Select(_ => host.Client.GetStringAsync("/", Token)).ToArray();
        await WaitingAsync(host, 2);

        Reload(host, ("Proxy:Clusters:workers:Metadata:Dispatch.Slots", "2"));

        await WaitingAsync(host, 0); // at once, by the new slots
        Assert.Equal([2, 2], Loads(host));
        held.Open();
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task Reload_GivesADestinationAnotherAddress_ItsRequestEndsAndItsCountsBeginAnew()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var other = await Backend.StartAsync("other");
        await using var host = await StartAsync(held.Addresses);
        var answers = Enumerable.Range(0, 3).Select(_ => host.Client.GetStringAsync("/", Token)).ToArray();
        await WaitingAsync(host, 1);

        Reload(host, ("Proxy:Clusters:workers:Destinations:2:Address", other.Address));

        await WaitingAsync(host, 0); // the new one's slot is free
        await Eventually.HoldsAsync(() => other.Received == 1, () => $"{other.Received} came");
        held.Open();
        Assert.Equal(["1", "2", "other"], (await Task.WhenAll(answers)).Order());
        await Eventually.HoldsAsync(() => Loads(host).SequenceEqual([0, 0]), () => string.Join(' ', Loads(host)));
    }

    [Fact]
    public async Task WebSocket_Open_HoldsItsSlotUntilItsEnd()
    {
        await using var backend = await Backend.StartAsync("1", held: true, webSockets: true);
        await using var host = await StartAsync(new() { ["1"] = backend.Address });
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(host.Client.BaseAddress!.AbsoluteUri.Replace("http", "ws", StringComparison.Ordinal)), Token);

        var next = host.Client.GetStringAsync("/", Token);
        await WaitingAsync(host, 1);
        backend.Open();
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);

        Assert.Equal("1", await next);
    }

    [Fact]
    public async Task Affinity_SessionBound_GoesToItsDestinationPastTheQueue()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await StartAsync(
            held.Addresses,
            ("Proxy:Clusters:workers:SessionAffinity:Enabled", "true"),
            ("Proxy:Clusters:workers:SessionAffinity:AffinityKeyName", "lb"));
        using var first = await host.Client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, Token); // brings the cookie
        var bound = host.Client.GetStringAsync("/", Token);

        await Eventually.HoldsAsync(() => Loads(host).SequenceEqual([2, 0]), () => string.Join(' ', Loads(host)));
        held.Open();
        Assert.Equal("1", await bound);
    }

    [Fact]
    public async Task Affinity_SessionBoundWithATimeout_EndsWhenItHasPassed()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await StartAsync(
            held.Addresses,
            ("Proxy:Clusters:workers:SessionAffinity:Enabled", "true"),
            ("Proxy:Clusters:workers:SessionAffinity:AffinityKeyName", "lb"));
        using var first = await host.Client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, Token); // brings the cookie
        using var bound = new HttpRequestMessage(HttpMethod.Get, "/");
        bound.Headers.Add("Request-Timeout", "0.2");

        using var answer = await host.Client.SendAsync(bound, Token);

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
    }

    [Theory]
    [InlineData("RoundRobin")]
    [InlineData("LeastRequests")]
    [InlineData("PowerOfTwoChoices")]
    public async Task Policy_OfYarpWithALikeOneOfOurs_RequestsWaitAllTheSame(string policy)
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await StartAsync(held.Addresses, ("Proxy:Clusters:workers:LoadBalancingPolicy", policy));

        var answers = Enumerable.Range(0, 3).Select(_ => host.Client.GetStringAsync("/", Token)).ToArray();

        await WaitingAsync(host, 1);
        Assert.Equal([1, 1], Loads(host));
        held.Open();
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task Policy_NoneOfOurs_PicksAtOncePastTheQueue()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await StartAsync(held.Addresses, ("Proxy:Clusters:workers:LoadBalancingPolicy", "FirstAlphabetical"));

        var answers = Enumerable.Range(0, 3).Select(_ => host.Client.GetStringAsync("/", Token)).ToArray();

        await Eventually.HoldsAsync(() => Loads(host).SequenceEqual([3, 0]), () => string.Join(' ', Loads(host)));
        Assert.Equal(0, State(host).WaitingIn(Cluster(host)));
        held.Open();
        await Task.WhenAll(answers);
    }

    private static Task<BareYarpHost> StartAsync(Dictionary<string, string> destinations, params (string Key, string Value)[] settings)
        => StartAsync(destinations, services: null, settings);

    private static Task<BareYarpHost> StartAsync(
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

    private static void Reload(BareYarpHost host, params (string Key, string? Value)[] settings)
    {
        var configuration = host.Services.GetRequiredService<IConfiguration>();
        foreach (var (key, value) in settings)
        {
            configuration[key] = value;
        }

        ((IConfigurationRoot)configuration).Reload();
    }

    private static BalancingState State(BareYarpHost host) => host.Services.GetRequiredService<BalancingState>();

    private static ClusterState Cluster(BareYarpHost host) => host.Services.GetRequiredService<IProxyStateLookup>().GetClusters().Single();

    private static int[] Loads(BareYarpHost host) =>
    [
        .. Cluster(host).Destinations.Values
            .OrderBy(destination => destination.DestinationId, DestinationOrder.ById)
            .Select(destination => State(host).LoadOf(Cluster(host), destination).InFlight),
    ];

    private static Task WaitingAsync(BareYarpHost host, int requests) => Eventually.HoldsAsync(
        () => State(host).WaitingIn(Cluster(host)) == requests, () => $"{State(host).WaitingIn(Cluster(host))} wait, {string.Join(' ', Loads(host))} run");

    private sealed class ByPath : IJobClassifier
    {
        public JobLabel Classify(HttpContext context, RouteConfig route)
            => context.Request.Path == "/short" ? new JobLabel(JobClass.Short, "own", Bytes: -1) : default;
    }
}
