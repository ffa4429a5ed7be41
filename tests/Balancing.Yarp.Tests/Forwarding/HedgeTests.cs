using System.Net;
using Balancing.Core.Retrying;
using Balancing.Core.Timeouts;
using Balancing.Yarp.Forwarding;
using Balancing.Yarp.Leasing;
using Balancing.Yarp.Tests.Tracing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Sockets;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Tests.Forwarding;

/// <summary>A Short that takes long is asked for at a second destination, too, over real sockets.</summary>
public sealed class HedgeTests : IAsyncDisposable
{
    // Enough for the p95 to be known, and some.
    private const int Learned = 40;

    // Long enough that no timeout plays a part.
    private static readonly RetryRules Rules = new()
    {
        Limits = new RetrySettings { HedgeShare = 1 },
        Timeouts = new TimeoutSettings { Floor = TimeSpan.FromMinutes(1), ShortCeiling = TimeSpan.FromMinutes(1) },
    };

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<RawBackend> _backends = [];
    private readonly KeptTries _tries = new();
    private BareYarpHost _host = null!;
    private long _forwardedBefore;
    private int _receivedBefore;
    private bool _bodyIsSlow;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private BalancingState State => _host.Services.GetRequiredService<BalancingState>();

    private ClusterState Cluster => _host.Services.GetRequiredService<IProxyStateLookup>().GetClusters().Single();

    public async ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        await _host.DisposeAsync();
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }

    [Fact]
    public async Task Short_TheFirstIsSlow_IsAnsweredByTheSecondAndTheFirstIsBrokenOff()
    {
        using var trace = new RecordedTrace();
        var hangs = RawBackend.Hangs();
        await StartAsync(hangs, Good("second"));
        _host.Client.DefaultRequestHeaders.Add("traceparent", trace.TraceParent);

        Assert.Equal("second", await SendAsync());

        await EndsAsync(hedges: 1, won: 1);
        await Eventually.HoldsAsync(() => hangs.Cut == 1, () => "the first goes on");
        await Eventually.HoldsAsync(
            () => Decisions().SequenceEqual([(2, true, TryOutcome.Answered), (1, false, TryOutcome.Outrun)]), () => string.Join(' ', Decisions()));
        Assert.Equal(["Abandoned 1", "Answered 2"], Heard());

        // Each try has a span of its own, side by side.
        await Eventually.HoldsAsync(() => trace.Spans.Length == 2, () => string.Join("; ", trace.Spans.Select(RecordedTrace.Text)));
        Assert.Equal(["1 abandoned ", "2 answered True"], trace.Spans.Select(span => $"{span.GetTagItem("balancing.worker")} {span.GetTagItem("balancing.outcome")} {span.GetTagItem("balancing.hedge")}"));
        Assert.Single(trace.Spans.Select(span => span.ParentSpanId).Distinct());
    }

    [Fact]
    public async Task Short_TheFirstIsSlowButSoonerThanTheSecond_IsAnsweredByTheFirst()
    {
        var hangs = RawBackend.Hangs();
        await StartAsync(RawBackend.Waits(_gate.Task, Good("first")), hangs);
        var answer = SendAsync();
        await SecondBeginsAsync();

        _gate.SetResult();

        Assert.Equal("first", await answer);
        await EndsAsync(hedges: 1, won: 0);
        await Eventually.HoldsAsync(() => hangs.Cut == 1, () => "the second goes on");
        Assert.Equal(["Abandoned 2", "Answered 1"], Heard());
    }

    [Theory]
    [InlineData("reset", "BrokeOff")]
    [InlineData("junk", "Garbled")]
    [InlineData("503", "Unavailable")]
    public async Task Short_TheSecondFails_IsAnsweredByTheFirst(string fault, string outcome)
    {
        await StartAsync(RawBackend.Waits(_gate.Task, Good("first")), Bad(fault));
        var answer = SendAsync();
        await SecondBeginsAsync();
        await Eventually.HoldsAsync(() => Heard().Contains($"{outcome} 2"), () => "the second has not failed");

        _gate.SetResult();

        Assert.Equal("first", await answer);
        await EndsAsync(hedges: 1, won: 0);
        Assert.Equal(["Answered 1", $"{outcome} 2"], Heard());
        Assert.Equal(1, Load(2).Failed);
    }

    [Theory]
    [InlineData("reset", "BrokeOff")]
    [InlineData("503", "Unavailable")]
    public async Task Short_TheFirstFailsWhileTheSecondRuns_IsAnsweredByTheSecond(string fault, string outcome)
    {
        var later = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartAsync(RawBackend.Waits(_gate.Task, Bad(fault)), RawBackend.Waits(later.Task, Good("second")));
        var answer = SendAsync();
        await SecondBeginsAsync();

        _gate.SetResult();
        await Eventually.HoldsAsync(() => Heard().Contains($"{outcome} 1"), () => "the first has not failed");
        await Eventually.HoldsAsync(() => Load(1).InFlight == 0, () => "its slot is held while the other runs");
        later.SetResult();

        Assert.Equal("second", await answer);
        await EndsAsync(hedges: 1, won: 1);
        Assert.Equal(["Answered 2", $"{outcome} 1"], Heard());
        Assert.Equal((1, 0), (Load(1).Failed, Load(2).Failed));
    }

    [Fact]
    public async Task Short_BothFail_IsAnHonest502()
    {
        await StartAsync(RawBackend.Waits(_gate.Task, RawBackend.Resets()), RawBackend.Resets());
        var answer = _host.SendToAsync("1", cancellationToken: Token);
        await SecondBeginsAsync();

        _gate.SetResult();

        Assert.Equal(HttpStatusCode.BadGateway, (await answer).StatusCode);
        Assert.Equal(["BrokeOff 1", "BrokeOff 2"], Heard());
        await ReturnsToZeroAsync();
    }

    [Fact]
    public async Task Client_LeavesBothTries_BothAreBrokenOff()
    {
        var (first, second) = (RawBackend.Hangs(), RawBackend.Hangs());
        await StartAsync(first, second);
        using var leaving = new CancellationTokenSource();
        var answer = _host.SendToAsync("1", cancellationToken: leaving.Token);
        await SecondBeginsAsync();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await Eventually.HoldsAsync(() => (first.Cut, second.Cut) == (1, 1), () => $"{first.Cut} {second.Cut}");
        await ReturnsToZeroAsync();
    }

    [Theory]
    [InlineData("Job.Repeatable", "false")]
    [InlineData("Job.Hedge", "false")]
    [InlineData("Job", "Long")]
    public async Task Request_MayNotBeHedged_IsSentOnce(string key, string value)
    {
        var second = Good("second");
        await StartAsync(RawBackend.Waits(_gate.Task, Good("first")), second, (key, value));
        var before = _backends[1].Received;
        var answer = SendAsync();
        await Eventually.HoldsAsync(() => Load(1).InFlight == 1, () => "it does not run");
        for (var request = 0; request < 50; request++)
        {
            Assert.Equal("second", await SendAsync(to: "2")); // the time of many such
        }

        _gate.SetResult();

        Assert.Equal("first", await answer);
        Assert.Equal((0L, before + 50), (State.Hedged, _backends[1].Received));
    }

    [Fact]
    public async Task Body_InMemory_IsSentToBoth()
    {
        var hangs = RawBackend.Hangs();
        await StartAsync(hangs, Good("second"));

        Assert.Equal("second", await SendAsync(content: new StringContent("body"))); // which reads as many bytes as it is told before it answers
        await EndsAsync(hedges: 1, won: 1);
    }

    [Fact]
    public async Task Body_NotYetSentToTheFirst_IsAnsweredByTheSecondAndCountsAsForwarded()
    {
        _bodyIsSlow = true;
        await StartAsync(RawBackend.Hangs(), Good("second"));

        Assert.Equal("second", await SendAsync(content: new StringContent("body")));
        await EndsAsync(hedges: 1, won: 1);
        Assert.Equal(["Abandoned 1", "Answered 2"], Heard());
    }

    private static RawBackend Good(string body) => RawBackend.Answers("200 OK", body: body);

    private static RawBackend Bad(string fault) => fault switch
    {
        "reset" => RawBackend.Resets(),
        "junk" => RawBackend.Says("SSH-2.0-OpenSSH_9.6\r\n"),
        _ => RawBackend.Answers($"{fault} No"),
    };

    // Both answer at once until enough is learned; from then on as they are told to.
    private async Task StartAsync(RawBackend first, RawBackend second, params (string Key, string Value)[] metadata)
    {
        _backends.AddRange([RawBackend.Steps(Good("learn"), first), RawBackend.Steps(Good("learn"), second)]);
        var settings = new Dictionary<string, string?>
        {
            ["Proxy:Routes:all:Metadata:Job"] = "Short",
            ["Proxy:Routes:all:Metadata:Job.Repeatable"] = "true",
            ["Proxy:Routes:all:Metadata:Job.Hedge"] = "true",
        };
        foreach (var (key, value) in metadata)
        {
            settings[$"Proxy:Routes:all:Metadata:{key}"] = value;
        }

        settings["Proxy:Routes:learn:ClusterId"] = "workers";
        settings["Proxy:Routes:learn:Match:Path"] = "/learn";
        settings["Proxy:Routes:learn:Metadata:Job"] = settings["Proxy:Routes:all:Metadata:Job"];

        _host = await BareYarpHost.StartAsync(
            "round-robin",
            new Dictionary<string, string> { ["1"] = _backends[0].Address, ["2"] = _backends[1].Address },
            proxy =>
            {
                ChosenDestination.Use(proxy);
                proxy.Use(async (context, next) =>
                {
                    var body = _bodyIsSlow ? new UnreadBody() : new MemoryStream();
                    await context.Request.Body.CopyToAsync(body, Token);
                    body.Position = 0;
                    context.Request.Body = body;
                    await next();
                });
                proxy.UseLoadBalancing();
            },
            settings,
            services => services.AddSingleton<ITryObserver>(_tries),
            Rules);

        // On a route of its own, of whose jobs no second tries begin, for one broken off would still be under way later on. On a machine that stalls some are dispatched against their label.
        var learned = 0;
        for (var request = 0; learned < Learned || request % 2 != 0; request++)
        {
            Assert.InRange(request, 0, 100 * Learned);
            Assert.Equal("learn", await SendAsync(to: request % 2 == 0 ? "1" : "2", path: "/learn"));
            learned = _tries.All.Count(one => $"{one.Class}" == settings["Proxy:Routes:all:Metadata:Job"]);
        }

        await ReturnsToZeroAsync();
        await Eventually.HoldsAsync(() => State.Forwarded == _tries.All.Count, () => "some are not counted yet");
        _forwardedBefore = State.Forwarded;
        _receivedBefore = _backends[1].Received;
        _tries.All.Clear();
        _backends.ForEach(backend => backend.Step());
    }

    private async Task<string> SendAsync(string to = "1", HttpContent? content = null, string path = "/")
    {
        using var answer = await _host.SendToAsync(to, content, path, Token);
        return await answer.Content.ReadAsStringAsync(Token);
    }

    private Balancing.Core.Leasing.DestinationLoad Load(int id) => State.LoadOf(Cluster, Cluster.Destinations[$"{id}"]);

    private IEnumerable<(int Try, bool WasHedge, TryOutcome? Outcome)> Decisions()
        => State.DecisionsOf(Cluster, 2).Select(one => (one.Try, one.WasHedge, one.Outcome));

    private IEnumerable<string> Heard() => _tries.All.Select(one => $"{one.Outcome} {one.Destination.DestinationId}").Order(StringComparer.Ordinal);

    // Not only decided: the request is there.
    private Task SecondBeginsAsync() => Eventually.HoldsAsync(
        () => State.Hedged == 1 && _backends[1].Received > _receivedBefore,
        () => $"no second try began: {State.Hedged} hedged, {_backends[1].Received - _receivedBefore} received, {string.Join(' ', Decisions())}");

    private async Task EndsAsync(int hedges, int won)
    {
        await ReturnsToZeroAsync();

        // Counted when the request is over, some time after its client has the answer.
        await Eventually.HoldsAsync(
            () => (State.Hedged, State.HedgesWon, State.Forwarded) == (hedges, won, _forwardedBefore + 1),
            () => $"{State.Hedged} hedged, {State.HedgesWon} won, {State.Forwarded - _forwardedBefore} forwarded, {State.Failed} failed, heard {string.Join(' ', Heard())}");
    }

    private Task ReturnsToZeroAsync() => Eventually.HoldsAsync(
        () => State.Held.Count == 0 && Load(1).InFlight == 0 && Load(2).InFlight == 0, () => $"{State.Held.Count} bytes, {Load(1).InFlight} and {Load(2).InFlight} in flight");
}
