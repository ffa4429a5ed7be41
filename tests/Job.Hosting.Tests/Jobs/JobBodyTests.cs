using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Job.Contracts;
using Job.Hosting.Tests.Hosts;
using Job.Http.Jobs;
using Job.Http.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Job.Hosting.Tests.Jobs;

/// <summary>The body as it comes over a real socket, spelt out to the byte.</summary>
public class JobBodyTests
{
    private const int MaxBytes = 1024 * 1024;
    private const string Json = """{"applicationId":"App1","applicationType":"Long"}""";

    [Theory]
    [InlineData("Content-Type: application/json\r\nContent-Length: 49\r\n\r\n" + Json, "App1:Long, 49 bytes.")]
    [InlineData("content-type: text/plain; charset=utf-8\r\nContent-Length: 11\r\n\r\nApp1:Short\n", "App1:Short, 11 bytes.")]
    [InlineData("Content-Type: text/plain\r\nContent-Encoding: identity\r\nContent-Length: 9\r\n\r\nApp1:Long", "App1:Long, 9 bytes.")]
    [InlineData("Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nApp\r\n6;x=y\r\n1:Long\r\n0\r\n\r\n", "App1:Long, 9 bytes.")]
    [InlineData("Content-Type: text/plain\r\nTransfer-Encoding: Chunked\r\n\r\n9\r\nApp1:Long\r\n0\r\nTrailer: x\r\n\r\n", "App1:Long, 9 bytes.")]
    [InlineData("Content-Type: text/plain\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\nApp1:Long", "App1:Long, 9 bytes.")]
    public async Task ReadAsync_ValidRequest_GivesTheJobAndItsBytes(string request, string expected)
    {
        var answer = await ExchangeAsync(request);
        Assert.Contains("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.EndsWith(expected, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 9\r\n\r\nApp1:Long", 415, "has no Content-Type")]
    [InlineData("Content-Type:\r\nContent-Length: 9\r\n\r\nApp1:Long", 415, "has no Content-Type")]
    [InlineData("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nApp1:Long", 415, "'application/x-www-form-urlencoded'")]
    [InlineData("Content-Type: text/plain, application/json\r\nContent-Length: 9\r\n\r\nApp1:Long", 415, "cannot be read")]
    [InlineData("Content-Type: text/plain\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\nApp1:Long", 400, "is there 2 times")]
    [InlineData("Content-Type: text/plain; charset=utf-16\r\nContent-Length: 9\r\n\r\nApp1:Long", 415, "charset")]
    [InlineData("Content-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nApp1:Long", 415, "Content-Encoding is 'gzip'")]
    [InlineData("Content-Type: text/plain\r\nContent-Encoding: identity, gzip\r\nContent-Length: 9\r\n\r\nApp1:Long", 415, "Content-Encoding")]
    [InlineData("Content-Type: text/plain\r\nTransfer-Encoding: gzip, chunked\r\n\r\n9\r\nApp1:Long\r\n0\r\n\r\n", 400, "Transfer-Encoding 'gzip, chunked'")]
    [InlineData("Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nApp1:Long\r\n0\r\n\r\n", 400, "not framed")]
    [InlineData("Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nApp1:Long\r\n0\r\n\r\n", 400, "not framed")]
    [InlineData("Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nApp1:LongX\r\n0\r\n\r\n", 400, "not framed")]
    [InlineData("Content-Type: text/plain\r\n\r\n", 400, "is empty")]
    [InlineData("Content-Type: application/json\r\nContent-Length: 0\r\n\r\n", 400, "is empty")]
    [InlineData("Content-Type: text/plain\r\nContent-Length: 20\r\n\r\nApp1:Long\nApp2:Short", 400, "more than one line")]
    [InlineData("Content-Type: text/plain\r\nContent-Length: 4\r\n\r\nA\xff:L", 400, "not valid UTF-8")]
    [InlineData("Content-Type: application/json\r\nContent-Length: 9\r\n\r\nApp1:Long", 400, "Content-Type: text/plain")]
    [InlineData("Content-Type: text/plain\r\nContent-Length: 1048577\r\n\r\n", 413, "has 1048577 bytes; at most 1048576 bytes are allowed")]
    [InlineData("Content-Type: text/plain\r\nExpect: 100-continue\r\nContent-Length: 10485760\r\n\r\n", 413, "has 10485760 bytes")]
    [InlineData("Content-Type: text/plain\r\nContent-Length: 99999999999\r\n\r\n", 413, "has 99999999999 bytes")]
    public async Task ReadAsync_BadRequest_IsRefusedWithAProblem(string request, int status, string detail)
    {
        var answer = await ExchangeAsync(request);
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains(detail, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_TransferEncodingInHttp10_IsRefused()
    {
        await using var host = await StartAsync();
        using var socket = await RawSocket.ConnectAsync(host.Port);
        await socket.SendAsync("POST / HTTP/1.0\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nApp1:Long\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", await socket.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_ChunksOverTheLimit_AreRefusedWhereTheyPassIt()
    {
        await using var host = await StartAsync();
        using var socket = await RawSocket.ConnectAsync(host.Port);
        await socket.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
        var chunk = "4000\r\n" + new string('A', 0x4000) + "\r\n";
        for (var sent = 0; sent < MaxBytes; sent += 0x4000)
        {
            await socket.SendAsync(chunk);
        }

        await socket.SendAsync("1\r\nA\r\n"); // one byte more than allowed; the body is not over yet
        var answer = await socket.ReadUntilAsync(text => text.Contains("\"traceId\"", StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains($"has more than {MaxBytes} bytes; at most {MaxBytes} bytes are allowed", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_BodyOfTheLargestSize_IsReadWhole(bool chunked)
    {
        await using var host = await StartAsync();
        var text = Json[..^1] + ",\"payload\":\"" + new string('p', MaxBytes - Json.Length - 13) + "\"}";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(text, Encoding.UTF8, "application/json") };
        Assert.Equal(MaxBytes, Encoding.UTF8.GetByteCount(text));
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal($"App1:Long, {MaxBytes} bytes.", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ReadAsync_TenMegabytes_AreRefusedByHttpClientToo()
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(new byte[10 * MaxBytes]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.ExpectContinue = true;

        // By itself it waits a second for the word to go on, and then sends the body without it: into a connection that is about to close.
        using var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = Wait.Bound }) { BaseAddress = host.Client.BaseAddress };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task ReadAsync_LimitAboveTheServersOwn_IsKept()
    {
        await using var host = await StartAsync(maxBytes: 40 * MaxBytes);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Json + new string(' ', 31 * MaxBytes)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await host.Client.PostAsync("/", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task ReadAsync_AllFaultsOfABody_StandUnderErrors()
    {
        await using var host = await StartAsync();
        using var content = new StringContent("""{"applicationId":"a:\u0007","applicationType":1}""", Encoding.UTF8, "application/json");
        using var answer = await host.Client.PostAsync("/", content, TestContext.Current.CancellationToken);
        var problem = JobProblems.ReadJson(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(["applicationId", "applicationType"], problem.Errors!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, problem.Errors["applicationId"].Length);
        Assert.All(problem.Errors.Values.SelectMany(texts => texts), text => Assert.Contains(text, problem.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadAsync_RefusedByItsHeaders_LeavesTheConnectionToTheNextRequest()
    {
        await using var host = await StartAsync();
        using var socket = await RawSocket.ConnectAsync(host.Port);
        await socket.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nApp1:Long"
            + "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 10\r\nConnection: close\r\n\r\nApp2:Short");
        var answers = await socket.ReadToEndAsync();
        Assert.Contains("HTTP/1.1 415 ", answers, StringComparison.Ordinal);
        Assert.EndsWith("App2:Short, 10 bytes.", answers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\nApp1:Long")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n9\r\nApp1:Long\r\n")]
    public async Task ReadAsync_BodyEndsTooSoon_IsRefusedThoughNobodyMayHearIt(string request)
    {
        await using var host = await StartAsync();
        using var socket = await RawSocket.ConnectAsync(host.Port);
        await socket.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n" + request);
        await Wait.UntilAsync(() => host.Log.Lines.Any(line => line.Message == "reading"), "the request reaches the server");
        socket.EndSending();
        await Wait.UntilAsync(() => host.Log.Lines.Any(line => line.Message is "read 400" or "left"), "the server sees the end");
        Assert.DoesNotContain(host.Log.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Fact]
    public async Task ReadAsync_ClientResetsInTheBody_LogsNoError()
    {
        await using var host = await StartAsync();
        using var socket = await RawSocket.ConnectAsync(host.Port);
        await socket.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nApp1");
        await Wait.UntilAsync(() => host.Log.Lines.Any(line => line.Message == "reading"), "the request reaches the server");
        socket.Reset();
        await Wait.UntilAsync(() => host.Log.Lines.Any(line => line.Message == "left"), "the server sees the reset");
        Assert.DoesNotContain(host.Log.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    private static async Task<string> ExchangeAsync(string request)
    {
        await using var host = await StartAsync();
        using var socket = await RawSocket.ConnectAsync(host.Port);
        await socket.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + request);
        return await socket.ReadUntilAsync(text => text.Contains("\"traceId\"", StringComparison.Ordinal) || text.Contains(" bytes.", StringComparison.Ordinal));
    }

    private static Task<TestHost> StartAsync(long maxBytes = MaxBytes) => TestHost.StartAsync(app =>
    {
        app.UseProblems();
        app.Run(async context =>
        {
            app.Logger.LogReading();
            try
            {
                var reading = await JobBody.ReadAsync(context.Request, maxBytes, context.RequestAborted);
                await (reading.Refusal is { } refusal
                    ? ProblemResponses.WriteAsync(context, refusal)
                    : WriteAsync(context.Response, $"{JobWriter.ToText(reading.Job!)}, {reading.Bytes.Length} bytes."));
                app.Logger.LogRead(reading.Refusal?.Status ?? 200);
            }
            catch (Exception left) when (left is IOException or OperationCanceledException)
            {
                app.Logger.LogLeft();
                throw;
            }
        });
    });

    private static Task WriteAsync(HttpResponse response, string text)
    {
        response.ContentLength = text.Length;
        return response.WriteAsync(text);
    }
}
