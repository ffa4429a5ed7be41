using System.Net;
using System.Net.WebSockets;
using Balancing.Core.Leasing;
using Balancing.Yarp.Leasing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sockets;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Tests;

/// <summary>AddBalancing() in a bare YARP application, over real sockets.</summary>
public sealed class BalancingTests : IAsyncLifetime
{
    private readonly Dictionary<string, Backend> _backends = [];

    public async ValueTask InitializeAsync()
    {
        foreach (var id in new[] { "2", "10", "1" })
        {
            _backends[id] = await Backend.StartAsync(id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var backend in _backends.Values)
        {
            await backend.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("round-robin")]
    [InlineData("least-requests")]
    [InlineData("balanced")]
    [InlineData("Round-Robin")]
    public async Task OwnConfiguration_NamesAPolicyOfOurs_SpreadsATrickleInOrderOfIds(string policy)
    {
        await using var host = await BareYarpHost.StartAsync(policy, Addresses());

        Assert.Equal(["1", "2", "10", "1", "2", "10", "1"], await AskAsync(host, 7));
    }

    [Fact]
    public async Task OwnConfiguration_NamesAPolicyOfYarps_IsCountedAllTheSame()
    {
        await using var host = await BareYarpHost.StartAsync(LoadBalancingPolicies.FirstAlphabetical, Addresses());

        await AskAsync(host, 3);

        await Eventually.HoldsAsync(() => Assigned(host) == "1:3 2:0 10:0" && InFlight(host) == 0, () => Assigned(host));
    }

    [Fact]
    public async Task Burst_OneHundredAtOnceOverThreeIdle_Lands34And33And33()
    {
        await using var held = await HeldBackends.StartAsync(3);
        await using var host = await BareYarpHost.StartAsync("least-requests", held.Addresses);

        var answers = Enumerable.Range(0, 100)
            .Select(_ => host.Client.GetStringAsync("/", TestContext.Current.CancellationToken)).ToArray();
        await Eventually.HoldsAsync(() => held.Received == 100, () => $"{held.Received} of 100 received");

        Assert.Equal([33, 33, 34], Loads(host).Select(load => load.InFlight).Order());
        held.Open();
        await Task.WhenAll(answers);
        await Eventually.HoldsAsync(() => InFlight(host) == 0, () => $"{InFlight(host)} in flight");
    }

    [Fact]
    public async Task Lease_AnswerStreams_IsHeldToTheLastByte()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await BareYarpHost.StartAsync("round-robin", held.Addresses);

        using var answer = await host.Client.GetAsync(
            "/stream", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        Assert.Equal(1, InFlight(host)); // the head has come, the rest has not
        held.Open();
        Assert.StartsWith("first ", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => InFlight(host) == 0, () => $"{InFlight(host)} in flight");
    }

    [Fact]
    public async Task Lease_OneDestinationLeft_IsTakenThoughNoPolicyIsAsked()
    {
        await using var held = await HeldBackends.StartAsync(1);
        await using var host = await BareYarpHost.StartAsync("least-requests", held.Addresses);

        var answer = host.Client.GetStringAsync("/", TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => held.Received == 1, () => "nothing received");

        Assert.Equal(1, InFlight(host));
        held.Open();
        await answer;
        await Eventually.HoldsAsync(() => InFlight(host) == 0, () => $"{InFlight(host)} in flight");
    }

    [Fact]
    public async Task Lease_StormOfDisconnects_AllCountsReturnToZero()
    {
        await using var held = await HeldBackends.StartAsync(3);
        await using var host = await BareYarpHost.StartAsync("least-requests", held.Addresses);

        for (var wave = 1; wave <= 3; wave++)
        {
            using var leaving = new CancellationTokenSource();
            var requests = Enumerable.Range(0, 60).Select(number => host.Client.GetAsync(
                number % 2 == 0 ? "/" : "/stream", HttpCompletionOption.ResponseHeadersRead, leaving.Token)).ToArray();
            await Eventually.HoldsAsync(() => held.Received == wave * 60, () => $"{held.Received} received");
            await leaving.CancelAsync();
            foreach (var request in requests)
            {
                await Task.WhenAny(request); // cancelled or answered: either way the client leaves
                if (request.IsCompletedSuccessfully)
                {
                    (await request).Dispose();
                }
            }
        }

        await Eventually.HoldsAsync(() => InFlight(host) == 0, () => $"{InFlight(host)} in flight");
        Assert.Equal(180, Loads(host).Sum(load => load.Assigned));
        Assert.All(Loads(host), load => Assert.Equal(0, load.Failed)); // the clients left, the destinations did nothing wrong
    }

    [Fact]
    public async Task Lease_PipelineEndsTheRequestBehindThePick_IsGivenBack()
    {
        await using var host = await BareYarpHost.StartAsync("round-robin", Addresses(), proxy =>
        {
            proxy.UseLoadBalancing();
            proxy.Use((HttpContext context, RequestDelegate _) =>
            {
                context.Response.StatusCode = StatusCodes.Status418ImATeapot;
                return Task.CompletedTask;
            });
        });

        using var answer = await host.Client.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(StatusCodes.Status418ImATeapot, (int)answer.StatusCode);
        await Eventually.HoldsAsync(() => InFlight(host) == 0, () => $"{InFlight(host)} in flight");
    }

    [Fact]
    public async Task WebSocket_Open_HoldsItsLeaseUntilItCloses()
    {
        await using var backend = await Backend.StartAsync("1", held: true, webSockets: true);
        await using var host = await BareYarpHost.StartAsync(
            "round-robin", new Dictionary<string, string> { ["1"] = backend.Address });
        using var socket = new ClientWebSocket();

        await socket.ConnectAsync(
            new UriBuilder(host.Client.BaseAddress!) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken);

        Assert.Equal(1, InFlight(host));
        backend.Open();
        await socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => InFlight(host) == 0, () => $"{InFlight(host)} in flight");
    }

    [Fact]
    public async Task Retry_ConnectionRefused_IsTriedAtAnotherWithItsWholeBody()
    {
        using var gone = new RefusingPort();
        var addresses = new Dictionary<string, string> { ["1"] = gone.Address, ["2"] = _backends["2"].Address };
        await using var host = await BareYarpHost.StartAsync("round-robin", addresses);

        for (var request = 0; request < 4; request++)
        {
            using var answer = await host.Client.PostAsync(
                "/", new StringContent(new string('x', 100_000)), TestContext.Current.CancellationToken);
            Assert.Equal("2", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        // Counted behind the last byte, which the client may have a moment earlier.
        var state = host.Services.GetRequiredService<BalancingState>();
        await Eventually.HoldsAsync(() => state.Forwarded == 4, () => $"{state.Forwarded} forwarded");
        Assert.Equal((4, 0, 2), (state.Forwarded, state.Failed, state.Retried));
        Assert.Equal(2, Loads(host)[0].Failed);
        Assert.Equal(0, InFlight(host));
    }

    [Fact]
    public async Task Retry_NoAnswerToTheConnection_IsTriedAtAnotherAfterTheConnectTimeout()
    {
        using var silent = new SilentListener();
        var addresses = new Dictionary<string, string> { ["1"] = silent.Address, ["2"] = _backends["2"].Address };
        await using var host = await BareYarpHost.StartAsync(
            "round-robin", addresses, settings: new Dictionary<string, string?> { [BareYarpHost.ConnectTimeout] = "00:00:01" });

        Assert.Equal(["2"], await AskAsync(host, 1));
        Assert.Equal(1, host.Services.GetRequiredService<BalancingState>().Retried);
    }

    [Fact]
    public async Task Retry_AllRefuse_EndsWithYarpsOwn502AndEachWasTriedOnce()
    {
        using var gone = new RefusingPort();
        var addresses = new Dictionary<string, string> { ["1"] = gone.Address, ["2"] = gone.Address };
        await using var host = await BareYarpHost.StartAsync("least-requests", addresses);

        using var answer = await host.Client.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal([1, 1], Loads(host).Select(load => load.Assigned));
        Assert.Equal(1, host.Services.GetRequiredService<BalancingState>().Failed);
    }

    [Fact]
    public async Task SetOfDestinations_ShrinksToOneAndGrowsAgain_NobodyIsFlooded()
    {
        await using var host = await BareYarpHost.StartAsync("least-requests", Addresses(), settings: HealthByHand);
        await AskAsync(host, 3);

        Mark(host, DestinationHealth.Unhealthy, "2", "10");
        await AskAsync(host, 30); // YARP asks no policy here
        Mark(host, DestinationHealth.Healthy, "2", "10");
        var after = await AskAsync(host, 6);

        Assert.Equal(["1", "1", "10", "10", "2", "2"], after.Order());
    }

    private static readonly Dictionary<string, string?> HealthByHand = new()
    {
        ["Proxy:Clusters:workers:HealthCheck:Active:Enabled"] = "true",
        ["Proxy:Clusters:workers:HealthCheck:Active:Interval"] = "01:00:00",
        ["Proxy:Clusters:workers:HealthCheck:AvailableDestinationsPolicy"] = "HealthyAndUnknown",
    };

    private static void Mark(BareYarpHost host, DestinationHealth health, params string[] ids)
    {
        var cluster = Cluster(host);
        host.Services.GetRequiredService<IDestinationHealthUpdater>().SetActive(
            cluster, ids.Select(id => new NewActiveDestinationHealth(cluster.Destinations[id], health)));
    }

    private static ClusterState Cluster(BareYarpHost host)
        => host.Services.GetRequiredService<IProxyStateLookup>().GetClusters().Single();

    private static DestinationLoad[] Loads(BareYarpHost host)
    {
        var cluster = Cluster(host);
        var state = host.Services.GetRequiredService<BalancingState>();
        return [.. cluster.Destinations.Values.Select(destination => state.LoadOf(cluster, destination))
            .OrderBy(load => load.Id, DestinationOrder.ById)];
    }

    private static int InFlight(BareYarpHost host) => Loads(host).Sum(load => load.InFlight);

    private static string Assigned(BareYarpHost host) => string.Join(' ', Loads(host).Select(load => $"{load.Id}:{load.Assigned}"));

    private static async Task<string[]> AskAsync(BareYarpHost host, int times)
    {
        var answers = new string[times];
        for (var time = 0; time < times; time++)
        {
            answers[time] = await host.Client.GetStringAsync("/", TestContext.Current.CancellationToken);
            await Eventually.HoldsAsync(() => InFlight(host) == 0, () => "an answered request is still in flight");
        }

        return answers;
    }

    private Dictionary<string, string> Addresses() => _backends.ToDictionary(backend => backend.Key, backend => backend.Value.Address);
}
