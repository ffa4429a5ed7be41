using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Balancing.Yarp.Tests.Dispatching;
using Balancing.Yarp.Tests.Forwarding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sockets;

namespace Balancing.Yarp.Tests.Tracing;

/// <summary>The spans of requests that are recorded, and what destinations are told of them, over real sockets.</summary>
[Collection(nameof(SpansTests))]
[CollectionDefinition(nameof(SpansTests), DisableParallelization = true)]
public sealed class SpansTests : IDisposable
{
    private const string Unrecorded = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private readonly RecordedTrace _trace = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _trace.Dispose();

    [Fact]
    public async Task Request_ThatGoesAtOnce_IsOneTryUnderTheServersSpan()
    {
        await using var backend = await Listener.StartAsync();
        await using var host = await DispatchHost.StartAsync(new() { ["1"] = backend.Address }, ("Proxy:Routes:all:Metadata:Job", "Short"), (BareYarpHost.OwnSpansOnly, "true"));

        await SendAsync(host, _trace.TraceParent, "/a/b?secret=1");

        await EndAsync(spans: 1);
        var (server, span) = (_trace.Server, _trace.Spans.Single());
        Assert.Equal(server.SpanId, span.ParentSpanId);
        var address = new Uri(backend.Address);
        Assert.Equal(
            $"GET Client Unset http.request.method=GET server.address=127.0.0.1 server.port={address.Port} url.full=http://127.0.0.1:{address.Port}/a/b balancing.cluster=workers balancing.worker=1 balancing.type=Short http.response.status_code=200 balancing.outcome=answered",
            RecordedTrace.Text(span));
        Assert.Equal([span.Id!], backend.TraceParents);
        Assert.Equal([span.SpanId], _trace.Behind.Select(behind => behind.ParentSpanId));
        Assert.Equal(_trace.TraceId, Assert.Single(DispatchHost.State(host).DecisionsOf(DispatchHost.Cluster(host), 10)).TraceId);
    }

    [Fact]
    public async Task Request_ThatWaits_HasASpanOfTheWaitBeforeItsTry()
    {
        await using var backends = await HeldBackends.StartAsync(1);
        await using var host = await DispatchHost.StartAsync(backends.Addresses);
        var first = SendAsync(host, Unrecorded);
        await Eventually.HoldsAsync(() => backends.Received == 1, () => "the first is not there");
        var second = SendAsync(host, _trace.TraceParent);
        await DispatchHost.WaitingAsync(host, 1);

        backends.Open();
        await Task.WhenAll(first, second);

        await EndAsync(spans: 2);
        var (wait, run) = (_trace.Spans[0], _trace.Spans[1]);
        Assert.Equal("queue Internal Unset balancing.type=Short balancing.queue.position=1", RecordedTrace.Text(wait));
        Assert.Equal(_trace.Server.SpanId, wait.ParentSpanId);
        Assert.True(wait.Duration > TimeSpan.Zero);
        Assert.True(wait.StartTimeUtc >= _trace.Server.StartTimeUtc.AddMilliseconds(-5), $"{wait.StartTimeUtc:O} is before {_trace.Server.StartTimeUtc:O}");
        Assert.True(run.StartTimeUtc >= wait.StartTimeUtc);
    }

    [Fact]
    public async Task Request_RefusedAfterAWait_SaysWhyInItsSpan()
    {
        await using var backends = await HeldBackends.StartAsync(1);
        await using var host = await DispatchHost.StartAsync(backends.Addresses);
        var first = SendAsync(host, Unrecorded);
        await Eventually.HoldsAsync(() => backends.Received == 1, () => "the first is not there");

        Assert.Equal(HttpStatusCode.GatewayTimeout, await SendAsync(host, _trace.TraceParent, timeout: "0.05"));

        await EndAsync(spans: 1);
        Assert.Equal("queue Internal Error balancing.type=Short balancing.queue.position=1 error.type=deadline-passed", RecordedTrace.Text(_trace.Spans[0]));
        backends.Open();
        await first;
    }

    [Fact]
    public async Task Request_WhoseClientLeavesWhileItWaits_IsSaidToBeAbandoned()
    {
        await using var backends = await HeldBackends.StartAsync(1);
        await using var host = await DispatchHost.StartAsync(backends.Addresses);
        var first = SendAsync(host, Unrecorded);
        await Eventually.HoldsAsync(() => backends.Received == 1, () => "the first is not there");
        using var leaving = new CancellationTokenSource();
        var second = SendAsync(host, _trace.TraceParent, leave: leaving.Token);
        await DispatchHost.WaitingAsync(host, 1);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        await EndAsync(spans: 1);
        Assert.EndsWith("error.type=abandoned", RecordedTrace.Text(_trace.Spans[0]), StringComparison.Ordinal);
        backends.Open();
        await first;
    }

    [Fact]
    public async Task Request_TriedTwice_HasASpanForEachTry()
    {
        await using var bad = RetryHost.Bad("503");
        await using var good = await Listener.StartAsync();
        await using var host = await RetryHost.StartAsync([bad.Address, good.Address], ownSpansOnly: true);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, _trace.TraceParent));

        await EndAsync(spans: 2);
        var (failed, again) = (_trace.Spans[0], _trace.Spans[1]);
        Assert.EndsWith("http.response.status_code=503 balancing.outcome=unavailable error.type=503", RecordedTrace.Text(failed), StringComparison.Ordinal);
        Assert.Equal(ActivityStatusCode.Error, failed.Status);
        Assert.Contains("http.request.resend_count=1", RecordedTrace.Text(again), StringComparison.Ordinal);
        Assert.Equal(failed.ParentSpanId, again.ParentSpanId);
        Assert.Equal([again.Id!], good.TraceParents);
    }

    [Theory]
    [InlineData("reset", "broke-off")]
    [InlineData("junk", "garbled")]
    public async Task Request_WithoutAnyAnswer_HasTheReasonInItsSpan(string fault, string outcome)
    {
        await using var bad = RetryHost.Bad(fault);
        await using var host = await RetryHost.StartAsync([bad], repeatable: false);

        Assert.Equal(HttpStatusCode.BadGateway, await SendAsync(host, _trace.TraceParent));

        await EndAsync(spans: 1);
        Assert.EndsWith($"balancing.outcome={outcome} error.type={outcome}", RecordedTrace.Text(_trace.Spans[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_OfAClientWithSpansOfItsOwn_HasThemUnderTheTry()
    {
        await using var backend = await Listener.StartAsync();
        await using var host = await DispatchHost.StartAsync(new() { ["1"] = backend.Address });
        using var clients = new ActivityListener { ShouldListenTo = source => source.Name == "System.Net.Http", Sample = (ref options) => ActivitySamplingResult.AllDataAndRecorded };
        var under = new ConcurrentQueue<ActivitySpanId>();
        clients.ActivityStopped = span => under.Enqueue(span.ParentSpanId);
        ActivitySource.AddActivityListener(clients);

        await SendAsync(host, _trace.TraceParent);

        await EndAsync(spans: 1);
        await Eventually.HoldsAsync(() => under.Contains(_trace.Spans[0].SpanId), () => string.Join(' ', under));
    }

    [Fact]
    public async Task Request_NotRecorded_KeepsItsTraceParentAndMakesNoSpan()
    {
        await using var backend = await Listener.StartAsync();
        await using var host = await DispatchHost.StartAsync(new() { ["1"] = backend.Address }, (BareYarpHost.OwnSpansOnly, "true"));

        await SendAsync(host, Unrecorded);
        await SendAsync(host, traceParent: null);

        Assert.Equal([Unrecorded, ""], backend.TraceParents);
        Assert.Empty(_trace.Spans);
    }

    private static async Task<HttpStatusCode> SendAsync(BareYarpHost host, string? traceParent, string path = "/", string? timeout = null, CancellationToken? leave = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (traceParent is not null)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        if (timeout is not null)
        {
            request.Headers.Add("Request-Timeout", timeout);
        }

        using var answer = await host.Client.SendAsync(request, leave ?? Token);
        return answer.StatusCode;
    }

    private Task EndAsync(int spans) => Eventually.HoldsAsync(
        () => _trace.Spans.Length == spans && _trace.HasServer,
        () => $"{_trace.HasServer}: {string.Join("; ", _trace.Spans.Select(RecordedTrace.Text))}");

    /// <summary>Answers at once, and keeps what it is told of the trace.</summary>
    private sealed class Listener(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> _traceParents = new();

        public string Address => app.Urls.First();

        public string[] TraceParents => [.. _traceParents];

        public static async Task<Listener> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var listener = new Listener(builder.Build());
            listener.Run();
            await listener.StartServerAsync();
            return listener;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task StartServerAsync() => app.StartAsync(Token);

        private void Run() => app.Run(context =>
        {
            _traceParents.Enqueue(context.Request.Headers.TraceParent.ToString());
            return context.Response.WriteAsync("ok", context.RequestAborted);
        });
    }
}
