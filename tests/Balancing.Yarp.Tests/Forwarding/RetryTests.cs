using System.Net;
using System.Text;
using Balancing.Core.Retrying;
using Balancing.Yarp.Forwarding;
using Balancing.Yarp.Leasing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sockets;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Tests.Forwarding;

/// <summary>What fails at one destination is done by another, over real sockets; what may not be done twice is not.</summary>
public sealed class RetryTests
{
    private const string Junk = "SSH-2.0-OpenSSH_9.6\r\n";
    private const string HalfHead = "HTTP/1.1 200 OK\r\nContent-";
    private const string HalfAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nX-Bad: yes\r\n\r\nhalf";
    private const string BadChunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a size\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, TryOutcome> Faults => new()
    {
        { "reset", TryOutcome.BrokeOff },
        { "early end", TryOutcome.BrokeOff },
        { "half a head", TryOutcome.BrokeOff },
        { "half an answer", TryOutcome.BrokeOffLate },
        { "half an answer, reset", TryOutcome.BrokeOffLate },
        { "junk", TryOutcome.Garbled },
        { "junk for a chunk", TryOutcome.Garbled },
        { "endless head", TryOutcome.Garbled },
        { "500", TryOutcome.ServerError },
        { "502", TryOutcome.Unavailable },
        { "503", TryOutcome.Unavailable },
        { "504", TryOutcome.Unavailable },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Repeatable_FailsAtOneDestination_IsAnsweredByAnother(string fault, TryOutcome outcome)
    {
        await using var bad = Bad(fault);
        await using var good = RawBackend.Answers("200 OK", body: "good");
        await using var host = await StartAsync(bad, good);

        using var answer = await PostAsync(host);

        Assert.Equal("good", await answer.Content.ReadAsStringAsync(Token));
        Assert.False(answer.Headers.Contains("X-Bad") || answer.Headers.Contains("Retry-After"), "nothing of the failed answer is left");
        Assert.Equal((1, 1), (bad.Received, good.Received));
        Assert.Equal([(2, TryOutcome.Answered, true), (1, outcome, false)], await TriesAsync(host, 2));
        await Eventually.HoldsAsync(
            () => (State(host).Forwarded, State(host).Retried, State(host).Failed) == (1, 1, 0),
            () => $"{State(host).Forwarded} forwarded, {State(host).Retried} retried, {State(host).Failed} failed");
        await ReturnsToZeroAsync(host);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task NotRepeatable_FailsAtOneDestination_RunsOnce(string fault, TryOutcome outcome)
    {
        await using var bad = Bad(fault);
        await using var good = RawBackend.Answers("200 OK", body: "good");
        await using var host = await StartAsync([bad, good], repeatable: false);

        var status = await StatusAsync(host);

        Assert.Equal(outcome == TryOutcome.BrokeOffLate ? null : int.TryParse(fault, out var own) ? own : 502, status);
        Assert.Equal((1, 0), (bad.Received, good.Received));
        Assert.Equal(0L, State(host).Retried);
        await ReturnsToZeroAsync(host);
    }

    [Fact]
    public async Task Repeatable_BrokeOffAtTwo_IsNotSentToAThird()
    {
        await using var first = Bad("reset");
        await using var second = Bad("half an answer");
        await using var third = RawBackend.Answers("200 OK");
        GivenUp? givenUp = null;
        await using var host = await StartAsync([first, second, third], pipeline: proxy => proxy.Use(async (context, next) =>
        {
            await next();
            givenUp = context.Features.Get<GivenUp>();
        }));

        Assert.Equal(502, await StatusAsync(host));

        Assert.Equal((1, 1, 0), (first.Received, second.Received, third.Received));
        Assert.Equal(RetryDecision.Poison, givenUp?.Reason);
        Assert.Equal(["1", "2"], givenUp?.Destinations);
        Assert.Equal(1L, State(host).Failed);
        await ReturnsToZeroAsync(host);
    }

    [Fact]
    public async Task Repeatable_UnavailableEverywhere_PassesTheThirdAnswerOn()
    {
        await using var busy = new Backends(4, number => RawBackend.Answers("503 Busy", $"Retry-After: {number}\r\nX-Number: {number}\r\n", "busy"));
        await using var host = await StartAsync([.. busy.All]);

        using var answer = await host.Client.GetAsync("/", Token);

        Assert.Equal((503, "3", "busy"), ((int)answer.StatusCode, answer.Headers.GetValues("X-Number").Single(), await answer.Content.ReadAsStringAsync(Token)));
        Assert.Equal("3", answer.Headers.GetValues("Retry-After").Single());
        Assert.Equal([1, 1, 1, 0], busy.All.Select(one => one.Received));
    }

    [Fact]
    public async Task Repeatable_ErrorAtTwo_PassesTheSecondAnswerOn()
    {
        await using var failing = new Backends(3, number => RawBackend.Answers("500 No", body: $"error {number}"));
        await using var host = await StartAsync([.. failing.All]);

        using var answer = await host.Client.GetAsync("/", Token);

        Assert.Equal((500, "error 2"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Token)));
        Assert.Equal([1, 1, 0], failing.All.Select(one => one.Received));
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("503")]
    public async Task Repeatable_OnlyOneDestination_GoesThereOnceMoreAfterAPause(string fault)
    {
        await using var bad = Bad(fault);
        await using var good = RawBackend.Answers("200 OK", body: "good");
        await using var only = RawBackend.InTurn(bad, good);
        await using var host = await StartAsync(only);

        Assert.Equal("good", await host.Client.GetStringAsync("/", Token));

        Assert.Equal(2, only.Received);
        await ReturnsToZeroAsync(host);
    }

    [Fact]
    public async Task Repeatable_OnlyOneDestinationWantsALongerPause_PassesItsAnswerOn()
    {
        await using var only = RawBackend.Answers("503 Busy", "Retry-After: 30\r\n");
        await using var host = await StartAsync(only);

        using var answer = await host.Client.GetAsync("/", Token);

        Assert.Equal((503, "30"), ((int)answer.StatusCode, answer.Headers.GetValues("Retry-After").Single()));
        Assert.Equal(1, only.Received);
    }

    [Fact]
    public async Task Body_Buffered_IsSentWholeAtEachTry()
    {
        await using var bad = Bad("503");
        await using var echo = await Backend.StartAsync("2");
        var body = new string('x', 100_000);
        var bodies = new List<string>();
        await using var host = await StartAsync(
            [bad.Address, echo.Address],
            pipeline: proxy => proxy.Use(async (context, next) =>
            {
                await next();
                context.Request.Body.Position = 0;
                using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
                bodies.Add(await reader.ReadToEndAsync(Token));
            }));

        using var answer = await host.Client.PostAsync("/", new StringContent(body, Encoding.UTF8), Token);

        Assert.Equal("2", await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal((1, 1), (bad.Received, echo.Received));
        Assert.Equal([body], bodies);
    }

    [Fact]
    public async Task Body_Streamed_IsNotSentTwice()
    {
        await using var bad = Bad("503");
        await using var good = RawBackend.Answers("200 OK");
        await using var host = await StartAsync([bad, good], buffered: false);

        using var answer = await PostAsync(host);

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Equal((1, 0), (bad.Received, good.Received));
    }

    [Fact]
    public async Task Answer_TooLargeToBeHeld_BreaksOffAtTheClientToo()
    {
        await using var bad = RawBackend.Says($"HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\nhalf");
        await using var good = RawBackend.Answers("200 OK");
        await using var host = await StartAsync(bad, good);

        await Assert.ThrowsAsync<HttpRequestException>(() => host.Client.GetStringAsync("/", Token));

        Assert.Equal((1, 0), (bad.Received, good.Received));
        await ReturnsToZeroAsync(host);
    }

    [Fact]
    public async Task Answer_OfUnknownLength_StreamsAsItComes()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await StartAsync([.. held.Addresses.Values]);

        using var answer = await host.Client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, Token);
        await using var stream = await answer.Content.ReadAsStreamAsync(Token);
        var first = new byte[6];
        await stream.ReadExactlyAsync(first, Token); // while its end is still held back

        held.Open();
        using var reader = new StreamReader(stream);
        Assert.Equal(("first ", "1"), (Encoding.ASCII.GetString(first), await reader.ReadToEndAsync(Token)));
        await ReturnsToZeroAsync(host);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(1_000_000)]
    public async Task Answer_OfAnySize_ArrivesAsItWasSent(int size)
    {
        var body = string.Concat(Enumerable.Range(0, (size / 10) + 1).Select(number => $"{number:000000000} "))[..size];
        await using var known = RawBackend.Answers("200 OK", "X-Kind: known\r\n", body);
        await using var chunked = RawBackend.Says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + (size > 0 ? $"{size:x}\r\n{body}\r\n" : "") + "0\r\n\r\n");
        await using var unsaid = RawBackend.Says("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body);
        await using var host = await StartAsync(known, chunked, unsaid);

        for (var request = 0; request < 3; request++)
        {
            Assert.Equal(body, await host.Client.GetStringAsync("/", Token));
        }

        await Eventually.HoldsAsync(() => State(host).Forwarded == 3, () => $"{State(host).Forwarded} forwarded");
        await ReturnsToZeroAsync(host);
    }

    [Fact]
    public async Task Answer_ToHead_HasALengthAndNoBody()
    {
        await using var one = RawBackend.Says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n");
        await using var host = await StartAsync(one);
        using var request = new HttpRequestMessage(HttpMethod.Head, "/");

        using var answer = await host.Client.SendAsync(request, Token);

        Assert.Equal((HttpStatusCode.OK, 100L), (answer.StatusCode, answer.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task Client_LeavesWhileAnAnswerIsHeld_IsNotTriedAgain()
    {
        await using var hangs = RawBackend.Hangs("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        await using var good = RawBackend.Answers("200 OK");
        await using var host = await StartAsync(hangs, good);
        using var leaving = new CancellationTokenSource();

        var answer = host.Client.GetAsync("/", leaving.Token);
        await Eventually.HoldsAsync(() => hangs.Received == 1, () => "nothing came");
        await leaving.CancelAsync();

        await Eventually.HoldsAsync(() => hangs.Cut == 1, () => "the destination goes on");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await ReturnsToZeroAsync(host);
        Assert.Equal((0, 0L, 0L), (good.Received, State(host).Failed, State(host).Retried));
    }

    private static RawBackend Bad(string fault) => fault switch
    {
        "reset" => RawBackend.Resets(),
        "early end" => RawBackend.Says(""),
        "half a head" => RawBackend.Says(HalfHead, thenResets: true),
        "half an answer" => RawBackend.Says(HalfAnswer),
        "half an answer, reset" => RawBackend.Says(HalfAnswer, thenResets: true),
        "junk" => RawBackend.Says(Junk),
        "junk for a chunk" => RawBackend.Says(BadChunk),
        "endless head" => RawBackend.Repeats("HTTP/1.1 200 OK\r\n", new string('x', 1000) + ": y\r\n"),
        _ => RawBackend.Answers($"{fault} No", "X-Bad: yes\r\n" + (fault == "503" ? "Retry-After: 0\r\n" : ""), "no"),
    };

    private static Task<BareYarpHost> StartAsync(params RawBackend[] backends) => StartAsync(backends, repeatable: true);

    private static Task<BareYarpHost> StartAsync(
        RawBackend[] backends, bool repeatable = true, bool buffered = true, Action<IReverseProxyApplicationBuilder>? pipeline = null)
        => StartAsync([.. backends.Select(backend => backend.Address)], repeatable, buffered, pipeline);

    private static Task<BareYarpHost> StartAsync(
        string[] addresses, bool repeatable = true, bool buffered = true, Action<IReverseProxyApplicationBuilder>? pipeline = null)
        => BareYarpHost.StartAsync(
            "round-robin",
            addresses.Select((address, index) => (Id: $"{index + 1}", address)).ToDictionary(one => one.Id, one => one.address),
            proxy =>
            {
                if (buffered)
                {
                    proxy.Use((context, next) =>
                    {
                        context.Request.EnableBuffering();
                        return next();
                    });
                }

                pipeline?.Invoke(proxy);
                proxy.UseLoadBalancing();
            },
            new Dictionary<string, string?> { ["Proxy:Routes:all:Metadata:Job.Repeatable"] = repeatable ? "true" : "false" });

    // With a body: what has none .NET's own client sends up to four times, where a connection ends without a byte of an answer.
    private static Task<HttpResponseMessage> PostAsync(BareYarpHost host) => host.Client.PostAsync("/", new StringContent("body"), Token);

    // Null when the connection broke under the answer.
    private static async Task<int?> StatusAsync(BareYarpHost host)
    {
        try
        {
            using var answer = await PostAsync(host);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static BalancingState State(BareYarpHost host) => host.Services.GetRequiredService<BalancingState>();

    private static ClusterState Cluster(BareYarpHost host) => host.Services.GetRequiredService<IProxyStateLookup>().GetClusters().Single();

    private static async Task<IEnumerable<(int Try, TryOutcome? Outcome, bool? Succeeded)>> TriesAsync(BareYarpHost host, int tries)
    {
        await Eventually.HoldsAsync(() => State(host).DecisionsOf(Cluster(host), 10).Count(one => one.Outcome is not null) == tries, () => "not all have ended");
        return State(host).DecisionsOf(Cluster(host), 10).Select(one => (one.Try, one.Outcome, one.Succeeded));
    }

    private static Task ReturnsToZeroAsync(BareYarpHost host) => Eventually.HoldsAsync(
        () => State(host).Held.Count == 0 && State(host).WaitingIn(Cluster(host)) == 0
            && Cluster(host).Destinations.Values.All(destination => State(host).LoadOf(Cluster(host), destination).InFlight == 0),
        () => $"{State(host).Held.Count} bytes held, {State(host).WaitingIn(Cluster(host))} wait");
}
