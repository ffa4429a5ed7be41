using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy;

namespace Balancing.Yarp.Tests.Dispatching;

/// <summary>A plain YARP application that lets requests wait: one line in the pipeline, the rest in the metadata.</summary>
public sealed class DispatchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slots_AllTaken_TheNextRequestWaitsHere()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await DispatchHost.StartAsync(held.Addresses);

        var answers = Enumerable.Range(0, 5).Select(_ => host.Client.GetStringAsync("/", Token)).ToArray();

        await DispatchHost.WaitingAsync(host, 3);
        await Eventually.HoldsAsync(() => held.Received == 2, () => $"{held.Received} came");
        held.Open();
        await Task.WhenAll(answers);
        Assert.Equal(5, held.Received);
        await Eventually.HoldsAsync(() => DispatchHost.Loads(host).All(load => load == 0), () => string.Join(' ', DispatchHost.Loads(host)));
    }

    [Fact]
    public async Task Decisions_OfARequestThatWaited_SayWhatWasInQuestion()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await DispatchHost.StartAsync(held.Addresses);
        var answers = Enumerable.Range(0, 3).Select(_ => host.Client.GetStringAsync("/", Token)).ToArray();
        await DispatchHost.WaitingAsync(host, 1);

        held.Open();
        await Task.WhenAll(answers);
        await Eventually.HoldsAsync(() => DispatchHost.State(host).DecisionsOf(DispatchHost.Cluster(host), 1)[0].Succeeded is true, () => "the last has not ended");

        var decision = DispatchHost.State(host).DecisionsOf(DispatchHost.Cluster(host), 1)[0];
        Assert.Equal((2L, 0, 2, "round-robin"), (decision.Number, decision.FoundWaiting, decision.Open, decision.Policy));
        Assert.Equal(["1", "2"], decision.Candidates.Select(candidate => candidate.Id));
        Assert.Equal([0, 1], decision.Candidates.Select(candidate => candidate.InFlight).Order());
        Assert.True(decision.Waited > TimeSpan.Zero && decision.Ran >= TimeSpan.Zero);
    }

    // What the dispatch itself takes, on a busy machine or before its code is compiled, is no waiting.
    [Fact]
    public async Task Decisions_OfARequestThatWentAtOnce_SayThatItDidNotWait()
    {
        await using var backend = await Backend.StartAsync("1");
        await using var host = await DispatchHost.StartAsync(new() { ["1"] = backend.Address }, services => services.AddSingleton<TimeProvider>(new SluggishTime()));

        await host.Client.GetStringAsync("/", Token);

        Assert.Equal(TimeSpan.Zero, Assert.Single(DispatchHost.State(host).DecisionsOf(DispatchHost.Cluster(host), 10)).Waited);
    }

    [Fact]
    public async Task WebSocket_Open_HoldsItsSlotUntilItsEnd()
    {
        await using var backend = await Backend.StartAsync("1", held: true, webSockets: true);
        await using var host = await DispatchHost.StartAsync(new() { ["1"] = backend.Address });
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(host.Client.BaseAddress!.AbsoluteUri.Replace("http", "ws", StringComparison.Ordinal)), Token);

        var next = host.Client.GetStringAsync("/", Token);
        await DispatchHost.WaitingAsync(host, 1);
        backend.Open();
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);

        Assert.Equal("1", await next);
    }

    [Fact]
    public async Task Stream_UnderWay_HoldsItsSlotUntilItsLastByte()
    {
        await using var backend = await Backend.StartAsync("1", held: true);
        await using var host = await DispatchHost.StartAsync(new() { ["1"] = backend.Address });
        using var stream = await host.Client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, Token);

        var next = host.Client.GetStringAsync("/", Token);
        await DispatchHost.WaitingAsync(host, 1);
        backend.Open();

        Assert.Equal("first 1", await stream.Content.ReadAsStringAsync(Token));
        Assert.Equal("1", await next);
    }

    [Fact]
    public async Task Clusters_Several_HaveEachTheirOwnQueue()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await DispatchHost.StartAsync(
            new() { ["1"] = held.Addresses["1"] },
            ("Proxy:Routes:other:ClusterId", "other"),
            ("Proxy:Routes:other:Match:Path", "/other"),
            ("Proxy:Clusters:other:Metadata:Dispatch.Slots", "2"),
            ("Proxy:Clusters:other:Metadata:Dispatch.Prefetch", "0"),
            ("Proxy:Clusters:other:Destinations:1:Address", held.Addresses["2"]));
        var state = DispatchHost.State(host);
        var clusters = host.Services.GetRequiredService<IProxyStateLookup>().GetClusters().OrderBy(cluster => cluster.ClusterId).ToArray();

        var answers = Enumerable.Range(0, 6).Select(request => host.Client.GetStringAsync(request < 3 ? "/" : "/other", Token)).ToArray();

        await Eventually.HoldsAsync(
            () => clusters.Select(state.WaitingIn).SequenceEqual([1, 2]), () => string.Join(' ', clusters.Select(state.WaitingIn)));
        await Eventually.HoldsAsync(() => held.Received == 3, () => $"{held.Received} came");
        held.Open();
        Assert.Equal(["1", "1", "1", "2", "2", "2"], await Task.WhenAll(answers));
        Assert.Equal([3, 3], clusters.Select(cluster => state.DecisionsOf(cluster, 10).Count));
    }

    [Fact]
    public async Task Affinity_SessionBound_GoesToItsDestinationPastTheQueue()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await DispatchHost.StartAsync(
            held.Addresses,
            ("Proxy:Clusters:workers:SessionAffinity:Enabled", "true"),
            ("Proxy:Clusters:workers:SessionAffinity:AffinityKeyName", "lb"));
        using var first = await host.Client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, Token); // brings the cookie
        var bound = host.Client.GetStringAsync("/", Token);

        await Eventually.HoldsAsync(() => DispatchHost.Loads(host).SequenceEqual([2, 0]), () => string.Join(' ', DispatchHost.Loads(host)));
        held.Open();
        Assert.Equal("1", await bound);
    }

    [Fact]
    public async Task Affinity_SessionBoundWithATimeout_EndsWhenItHasPassed()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await DispatchHost.StartAsync(
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
        await using var host = await DispatchHost.StartAsync(held.Addresses, ("Proxy:Clusters:workers:LoadBalancingPolicy", policy));

        var answers = Enumerable.Range(0, 3).Select(_ => host.Client.GetStringAsync("/", Token)).ToArray();

        await DispatchHost.WaitingAsync(host, 1);
        Assert.Equal([1, 1], DispatchHost.Loads(host));
        held.Open();
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task Policy_NoneOfOurs_PicksAtOncePastTheQueue()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await DispatchHost.StartAsync(held.Addresses, ("Proxy:Clusters:workers:LoadBalancingPolicy", "FirstAlphabetical"));

        var answers = Enumerable.Range(0, 3).Select(_ => host.Client.GetStringAsync("/", Token)).ToArray();

        await Eventually.HoldsAsync(() => DispatchHost.Loads(host).SequenceEqual([3, 0]), () => string.Join(' ', DispatchHost.Loads(host)));
        Assert.Equal(0, DispatchHost.State(host).WaitingIn(DispatchHost.Cluster(host)));
        held.Open();
        await Task.WhenAll(answers);
    }

    // Between any two looks at the clock a millisecond passes.
    private sealed class SluggishTime : TimeProvider
    {
        private long _ahead;

        public override long GetTimestamp() => base.GetTimestamp() + (Interlocked.Increment(ref _ahead) * TimestampFrequency / 1000);
    }
}
