using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Broker.Api.Tests.Proxy;

/// <summary>What reaches a worker, and what comes back, on job routes and on all others.</summary>
public sealed class ForwardingTests
{
    private static readonly Dictionary<string, string> OtherRoute = new()
    {
        ["ReverseProxy:Routes:files:ClusterId"] = "workers",
        ["ReverseProxy:Routes:files:Match:Path"] = "/files/{**path}",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_BytesAndHeaders_ReachTheWorkerUnchanged()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var broker = Before(echo);
        using var client = broker.CreateClient();
        var bytes = Encoding.UTF8.GetBytes("{ \"applicationType\" : \"sHoRt\",\n\t\"unknown\":[1,2], \"applicationId\":\"Ünïcode – app\", \"payload\":{\"a\":1e400} }");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/process?x=1") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=UTF-8");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        request.Headers.Add("tracestate", "vendor=1");
        request.Headers.Add("Idempotency-Key", "k-1");

        using var answer = await client.SendAsync(request, Token);

        Assert.Equal("yes", answer.Headers.GetValues("X-From-Worker").Single());
        var received = Assert.Single(echo.Requests);
        Assert.Equal(("POST", "/process?x=1"), (received.Method, received.Target));
        Assert.Equal(bytes, received.Body);
        Assert.Equal("application/json; charset=UTF-8", received.Headers["Content-Type"]);
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", received.Headers["traceparent"]);
        Assert.Equal("vendor=1", received.Headers["tracestate"]);
        Assert.Equal("k-1", received.Headers["Idempotency-Key"]);
    }

    // One send and one read less for each job: a tenth of its CPU.
    [Fact]
    public async Task Job_HeadAndBody_TravelToTheWorkerInOnePiece()
    {
        using var worker = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        worker.Start();
        var address = new Uri($"http://{worker.LocalEndpoint}/");
        await using var broker = new BrokerFactory([address, address, address]);
        using var client = broker.CreateClient();
        var sending = client.PostAsync("/process", new StringContent("App1:Long"), Token);

        var first = "";
        while (!first.StartsWith("POST", StringComparison.Ordinal)) // the health checks connect, too
        {
            using var connection = await worker.AcceptSocketAsync(Token);
            var buffer = new byte[65536];
            first = Encoding.Latin1.GetString(buffer, 0, await connection.ReceiveAsync(buffer, Token));
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray(), Token);
        }

        using var answer = await sending;
        Assert.Contains("Content-Length: 9\r\n", first, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nApp1:Long", first, StringComparison.Ordinal);
        Assert.Equal("ok", await answer.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Job_SentInChunks_ReachesTheWorkerWhole()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var broker = Before(echo);
        using var client = broker.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/process") { Content = new StringContent("App1:Long") };
        request.Headers.TransferEncodingChunked = true;

        using var answer = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("App1:Long", Encoding.UTF8.GetString(Assert.Single(echo.Requests).Body));
    }

    [Fact]
    public async Task Job_WorkerAnswersAnError_PassesAsItIs()
    {
        await using var echo = await EchoServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.Headers["X-Why"] = "the worker's own";
            return Task.CompletedTask;
        });
        await using var broker = Before(echo);
        using var client = broker.CreateClient();

        using var answer = await client.PostAsync("/process", new StringContent("App1:Long"), Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("the worker's own", answer.Headers.GetValues("X-Why").Single());
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Job_WorkerBreaksOffAndItMayRunOnceOnly_Is502NamingIt()
    {
        await using var echo = await EchoServer.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using var broker = Before(echo, new() { ["Broker:Retry:Repeatable"] = "false" });
        using var client = broker.CreateClient();

        using var answer = await client.PostAsync("/process", new StringContent("App1:Long"), Token);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Worker ", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("Broker: Request 'App1' failed at Worker 1: it broke off before it gave a whole answer.", broker.Lines);
    }

    [Fact]
    public async Task OtherRoute_LargeUpload_PassesUnread()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var broker = Before(echo, OtherRoute);
        using var client = broker.CreateClient();
        var upload = new byte[40 << 20]; // beyond MaxBodyBytes and beyond the server's usual limit
        upload[^1] = 7;

        using var answer = await client.PutAsync("/files/a", new ByteArrayContent(upload), Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(upload, Assert.Single(echo.Requests).Body);
        Assert.True(answer.Headers.Contains("X-Worker")); // balanced and counted like any other
    }

    [Fact]
    public async Task OtherRoute_Stream_ArrivesPieceByPiece()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var echo = await EchoServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await gate.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("data: 2\n\n", context.RequestAborted);
        });
        await using var broker = Before(echo, OtherRoute);
        using var client = broker.CreateClient();

        using var answer = await client.GetAsync("/files/events", HttpCompletionOption.ResponseHeadersRead, Token);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Token));
        Assert.Equal("data: 1", await lines.ReadLineAsync(Token)); // the second has not been sent yet
        gate.SetResult();
        Assert.EndsWith("data: 2\n\n", await lines.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherRoute_WebSocket_TalksBothWays()
    {
        await using var echo = await EchoServer.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[16];
            var message = await socket.ReceiveAsync(buffer, context.RequestAborted);
            await socket.SendAsync(buffer.AsMemory(0, message.Count), WebSocketMessageType.Text, true, context.RequestAborted);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        });
        await using var broker = Before(echo, OtherRoute);
        broker.CreateClient().Dispose();
        using var socket = new ClientWebSocket();

        await socket.ConnectAsync(new UriBuilder(broker.Address) { Scheme = "ws", Path = "/files/chat" }.Uri, Token);
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, Token);
        var buffer = new byte[16];
        var answer = await socket.ReceiveAsync(buffer, Token);

        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, answer.Count));
    }

    private static BrokerFactory Before(EchoServer echo, Dictionary<string, string>? settings = null)
        => new([echo.Address, echo.Address, echo.Address], settings);
}
