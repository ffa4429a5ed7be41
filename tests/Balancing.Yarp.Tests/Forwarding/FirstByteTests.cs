using System.Diagnostics;
using System.Net;
using Balancing.Core.Retrying;
using Balancing.Core.Timeouts;
using Balancing.Yarp.Forwarding;
using Balancing.Yarp.Leasing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Sockets;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Tests.Forwarding;

/// <summary>A destination that hangs costs a request a moment, not YARP's 100 s, over real sockets.</summary>
public sealed class FirstByteTests
{
    private const string HalfAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";

    private static readonly TimeoutSettings Impatient = new() { Floor = TimeSpan.FromMilliseconds(100) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData(HalfAnswer)]
    public async Task Repeatable_DestinationHangs_IsAnsweredByAnotherAndTheConnectionIsCut(string after)
    {
        await using var good = RawBackend.Answers("200 OK", body: "good");
        await using var hangs = RawBackend.Hangs(after);
        await using var first = RawBackend.Steps(RawBackend.Answers("200 OK", body: "good"), hangs);
        await using var host = await StartAsync([first, good], repeatable: true, Impatient);
        await LearnAsync(host);

        var since = Stopwatch.StartNew();
        using var answer = await SendToTheHangingAsync(host, first);

        Assert.Equal("good", await answer.Content.ReadAsStringAsync(Token));
        Assert.InRange(since.Elapsed.TotalSeconds, 0.1, 8); // patience, not the ceiling
        Assert.Contains(State(host).DecisionsOf(Cluster(host), 1000), one => one is { Outcome: TryOutcome.TimedOut, Destination: "1", Succeeded: false });
        Assert.True(State(host).Retried >= 1);
        await Eventually.HoldsAsync(() => hangs.Cut >= 1, () => "the hanging destination was left with its request");
        await ReturnsToZeroAsync(host);
    }

    [Fact]
    public async Task NotRepeatable_DestinationHangs_Is504AndRunsOnce()
    {
        await using var good = RawBackend.Answers("200 OK", body: "good");
        await using var hangs = RawBackend.Hangs();
        await using var first = RawBackend.Steps(RawBackend.Answers("200 OK", body: "good"), hangs);
        await using var host = await StartAsync([first, good], repeatable: false, Impatient);
        await LearnAsync(host);

        var since = Stopwatch.StartNew();
        using var answer = await SendToTheHangingAsync(host, first);

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.InRange(since.Elapsed.TotalSeconds, 0.8, 8);
        Assert.Equal((1L, 0L), (State(host).Failed, State(host).Retried));
        await ReturnsToZeroAsync(host);
    }

    [Fact]
    public async Task Hangs_NothingLearnedAndNowhereToGo_Is504AtTheCeiling()
    {
        await using var hangs = RawBackend.Hangs();
        await using var host = await StartAsync([hangs], repeatable: true, new TimeoutSettings { ShortCeiling = TimeSpan.FromMilliseconds(200) });

        using var answer = await host.Client.GetAsync("/", Token);

        Assert.Equal((HttpStatusCode.GatewayTimeout, 1), (answer.StatusCode, hangs.Received));
    }

    // Who says nothing of a request gets YARP's own time; and an upload is as slow as its client.
    [Theory]
    [InlineData(null, false)]
    [InlineData("Short", true)]
    public async Task Hangs_NotWatched_GetsItsAnswerWheneverItComes(string? job, bool uploads)
    {
        await using var held = await HeldBackends.StartAsync(1);
        await using var hangs = RawBackend.Hangs();
        await using var host = await BareYarpHost.StartAsync(
            "round-robin",
            held.Addresses,
            settings: new Dictionary<string, string?>
            {
                [job is null ? "Proxy:Routes:all:Order" : "Proxy:Routes:all:Metadata:Job"] = job ?? "1",
                ["Proxy:Routes:watched:ClusterId"] = "hanging",
                ["Proxy:Routes:watched:Match:Path"] = "/watched",
                ["Proxy:Routes:watched:Metadata:Job"] = "Short",
                ["Proxy:Clusters:hanging:Destinations:1:Address"] = hangs.Address,
            },
            retries: new RetryRules { Timeouts = new TimeoutSettings { ShortCeiling = TimeSpan.FromMilliseconds(100), LongCeiling = TimeSpan.FromMilliseconds(100) } });
        var waiting = uploads ? host.Client.PostAsync("/", new StringContent("body"), Token) : host.Client.GetAsync("/", Token);
        await Eventually.HoldsAsync(() => held.Received == 1, () => "it did not come");

        for (var time = 0; time < 3; time++)
        {
            using var timedOut = await host.Client.GetAsync("/watched", Token); // three ceilings' time
            Assert.Equal(HttpStatusCode.GatewayTimeout, timedOut.StatusCode);
        }

        held.Open();
        using var answer = await waiting;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Stream_PausesForLongerThanTheCeiling_IsNotCut()
    {
        await using var held = await HeldBackends.StartAsync(1);
        await using var host = await BareYarpHost.StartAsync(
            "round-robin",
            held.Addresses,
            settings: Metadata(repeatable: true),
            retries: new RetryRules { Timeouts = new TimeoutSettings { ShortCeiling = TimeSpan.FromSeconds(2) } });
        using var answer = await host.Client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, Token);
        await using var stream = await answer.Content.ReadAsStreamAsync(Token);
        await stream.ReadExactlyAsync(new byte[6], Token);

        using (var timedOut = await host.Client.GetAsync("/", Token)) // a ceiling's time
        {
            Assert.Equal(HttpStatusCode.GatewayTimeout, timedOut.StatusCode);
        }

        held.Open();
        using var reader = new StreamReader(stream);
        Assert.Equal("1", await reader.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task Stream_FallsSilent_IsCutAfterYarpsTimeAndItsPlaceIsFree()
    {
        await using var hangs = RawBackend.Hangs("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        var settings = Metadata(repeatable: true);
        settings["Proxy:Clusters:workers:HttpRequest:ActivityTimeout"] = "00:00:00.500";
        await using var host = await BareYarpHost.StartAsync("round-robin", new Dictionary<string, string> { ["1"] = hangs.Address }, settings: settings);

        using var answer = await host.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, Token);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync(Token));
        await Eventually.HoldsAsync(() => hangs.Cut == 1, () => "the destination goes on");
        await ReturnsToZeroAsync(host);
    }

    private static async Task LearnAsync(BareYarpHost host)
    {
        for (var request = 0; request < 40; request++)
        {
            using var answer = await host.SendToAsync(request % 2 == 0 ? "1" : "2", cancellationToken: Token);
            Assert.Equal("good", await answer.Content.ReadAsStringAsync(Token));
        }
    }

    // The first hangs from now on; others are answered by the second meanwhile.
    private static async Task<HttpResponseMessage> SendToTheHangingAsync(BareYarpHost host, RawBackend hanging)
    {
        hanging.Step();
        var hung = host.SendToAsync("1", cancellationToken: Token);
        while (!hung.IsCompleted)
        {
            using var other = await host.SendToAsync("2", cancellationToken: Token);
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        }

        return await hung;
    }

    private static Dictionary<string, string?> Metadata(bool repeatable) => new()
    {
        ["Proxy:Routes:all:Metadata:Job"] = "Short",
        ["Proxy:Routes:all:Metadata:Job.Repeatable"] = repeatable ? "true" : "false",
    };

    private static Task<BareYarpHost> StartAsync(RawBackend[] backends, bool repeatable, TimeoutSettings timeouts) => BareYarpHost.StartAsync(
        "round-robin",
        backends.Select((backend, index) => (Id: $"{index + 1}", backend.Address)).ToDictionary(one => one.Id, one => one.Address),
        proxy =>
        {
            ChosenDestination.Use(proxy);
            proxy.UseLoadBalancing();
        },
        Metadata(repeatable),
        retries: new RetryRules { Timeouts = timeouts });

    private static BalancingState State(BareYarpHost host) => host.Services.GetRequiredService<BalancingState>();

    private static ClusterState Cluster(BareYarpHost host) => host.Services.GetRequiredService<IProxyStateLookup>().GetClusters().Single();

    private static Task ReturnsToZeroAsync(BareYarpHost host) => Eventually.HoldsAsync(
        () => State(host).Held.Count == 0 && Cluster(host).Destinations.Values.All(destination => State(host).LoadOf(Cluster(host), destination).InFlight == 0),
        () => $"{State(host).Held.Count} bytes held");
}
