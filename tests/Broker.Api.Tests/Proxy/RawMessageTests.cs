using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Broker.Api.Tests.Proxy;

/// <summary>Messages that no client library would send, byte for byte, and clients that leave in the middle.</summary>
public sealed class RawMessageTests
{
    private const string Job = "Content-Type: text/plain\r\nContent-Length: 9\r\n";

    private static readonly Dictionary<string, string> OtherRoute = new()
    {
        ["ReverseProxy:Routes:files:ClusterId"] = "workers",
        ["ReverseProxy:Routes:files:Match:Path"] = "/files/{**path}",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_Pipelined_IsAnsweredInOrder()
    {
        await using var echo = await EchoServer.StartAsync(async context =>
            await context.Response.WriteAsync(await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted)));
        await using var broker = Before(echo);

        var answer = await RawCall.SayAsync(broker.Address,
            $"POST /process HTTP/1.1\r\nHost: x\r\n{Job}\r\nApp1:LongPOST /process HTTP/1.1\r\nHost: x\r\n{Job}Connection: close\r\n\r\nApp2:Long");

        Assert.Equal(2, answer.Split("HTTP/1.1 200").Length - 1);
        Assert.True(answer.IndexOf("App1:Long", StringComparison.Ordinal) < answer.IndexOf("App2:Long", StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task Job_Http10_IsAnsweredAndTheConnectionClosed()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var broker = Before(echo);

        var answer = await RawCall.SayAsync(broker.Address, $"POST /process HTTP/1.0\r\n{Job}\r\nApp1:Long");

        Assert.EndsWith("\r\n\r\necho", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/process")]
    [InlineData("/files/a")]
    public async Task Body_Expect100_IsAnsweredByTheBrokerAndNotPassedOn(string path)
    {
        await using var echo = await EchoServer.StartAsync();
        await using var broker = Before(echo);
        using var call = await RawCall.ConnectAsync(broker.Address);

        await call.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\n{Job}Expect: 100-continue\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 100 ", await call.ReadUntilAsync(text => text.Contains("\r\n\r\n", StringComparison.Ordinal)), StringComparison.Ordinal);
        await call.SendAsync("App1:Long");

        Assert.StartsWith("HTTP/1.1 200 ", await call.ReadUntilAsync(_ => false), StringComparison.Ordinal);
        Assert.DoesNotContain("Expect", Assert.Single(echo.Requests).Headers.Keys);
    }

    [Theory]
    [InlineData("HTTP/1.1", "gzip, chunked")]
    [InlineData("HTTP/1.0", "chunked")]
    public async Task OtherRoute_FramingThatOthersReadOtherwise_ReachesNoWorker(string version, string coding)
    {
        await using var echo = await EchoServer.StartAsync();
        await using var broker = Before(echo);

        var answer = await RawCall.SayAsync(broker.Address,
            $"POST /files/a {version}\r\nHost: x\r\nTransfer-Encoding: {coding}\r\n\r\n3\r\nabc\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Empty(echo.Requests);
    }

    [Fact]
    public async Task Headers_WorkerClaimsAnotherName_AreTheBrokersOwn()
    {
        await using var echo = await EchoServer.StartAsync(context =>
        {
            context.Response.Headers["X-Worker"] = "liar";
            context.Response.Headers["Server-Timing"] = "lie;dur=1";
            return Task.CompletedTask;
        });
        await using var broker = Before(echo);
        using var client = broker.CreateClient();

        using var answer = await client.GetAsync("/files/a", Token);

        Assert.Equal(["1"], answer.Headers.GetValues("X-Worker"));
        Assert.StartsWith("queue;dur=", Assert.Single(answer.Headers.GetValues("Server-Timing")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_ClientClaimsToBeForwarded_AreReplaced()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var broker = Before(echo);

        await RawCall.SayAsync(broker.Address,
            "GET /files/a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.2.3.4\r\nForwarded: for=1.2.3.4\r\nProxy-Authorization: secret\r\nConnection: close\r\n\r\n");

        var headers = Assert.Single(echo.Requests).Headers;
        Assert.Equal("127.0.0.1", headers["X-Forwarded-For"]);
        Assert.DoesNotContain("Forwarded", headers.Keys);
        Assert.DoesNotContain("Proxy-Authorization", headers.Keys);
    }

    [Fact]
    public async Task Clients_LeavingAtEveryStage_LeaveNothingInFlight()
    {
        var entered = 0;
        await using var echo = await EchoServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/load")
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound; // the broker's own question, of no client
                return;
            }

            Interlocked.Increment(ref entered);
            if (context.Request.Path == "/files/stream")
            {
                await context.Response.WriteAsync("first ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await using var broker = Before(echo);
        using var client = broker.CreateClient();
        string[] stages =
        [
            "POST /process HTTP/1.1\r\nHost: x\r\n", // in the headers
            $"POST /process HTTP/1.1\r\nHost: x\r\n{Job}\r\nApp", // in the body, which the edge reads
            $"POST /process HTTP/1.1\r\nHost: x\r\n{Job}Expect: 100-continue\r\n\r\n",
            $"POST /process HTTP/1.1\r\nHost: x\r\n{Job}\r\nApp1:Long", // waiting for the worker
            $"POST /process HTTP/1.0\r\n{Job}\r\nApp1:Long",
            $"POST /process HTTP/1.1\r\nHost: x\r\n{Job}\r\nApp1:LongPOST /process HTTP/1.1\r\nHost: x\r\n{Job}\r\nApp2:Long",
            "POST /files/up HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", // in an upload
            "POST /files/up HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc",
            "GET /files/stream HTTP/1.1\r\nHost: x\r\n\r\n", // in the answer
            "HEAD /files/a HTTP/1.1\r\nHost: x\r\n\r\n",
        ];
        const int ReachingAWorker = 7;

        for (var wave = 1; wave <= 3; wave++)
        {
            var calls = await Task.WhenAll(stages.Select(_ => RawCall.ConnectAsync(broker.Address)));
            await Task.WhenAll(calls.Zip(stages, (call, stage) => call.SendAsync(stage)));
            await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref entered) == wave * ReachingAWorker), $"{ReachingAWorker} requests are at a worker");
            Array.ForEach(calls, call => call.Reset());
        }

        await Eventually.HoldsAsync(
            async () => (await client.GetFromJsonAsync<JsonElement>("/admin/stats", Token)).GetProperty("inFlight").GetInt32() == 0, "nothing is in flight");
        var stats = await client.GetFromJsonAsync<JsonElement>("/admin/stats", Token);
        Assert.Equal((0, 0), (stats.GetProperty("failed").GetInt32(), stats.GetProperty("forwarded").GetInt32()));
    }

    private static BrokerFactory Before(EchoServer echo)
    {
        var broker = new BrokerFactory([echo.Address, echo.Address, echo.Address], OtherRoute);
        broker.CreateClient().Dispose(); // it listens from now on
        return broker;
    }
}
