using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sockets;
using static Balancing.Yarp.Tests.Forwarding.RetryHost;

namespace Balancing.Yarp.Tests.Forwarding;

/// <summary>What is kept so that a request may be done twice: its body, and an answer until it is whole.</summary>
public sealed class HeldAnswerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
}
