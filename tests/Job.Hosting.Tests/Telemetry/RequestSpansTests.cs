using System.Collections.Concurrent;
using System.Diagnostics;
using Job.Hosting.Logging;
using Job.Hosting.Telemetry;
using Job.Hosting.Tests.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Job.Hosting.Tests.Telemetry;

/// <summary>Which requests have a span, and what it says, on a real server.</summary>
[Collection(nameof(RequestSpansTests))]
[CollectionDefinition(nameof(RequestSpansTests), DisableParallelization = true)]
public sealed class RequestSpansTests : IDisposable
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Traced = $"00-{Trace}-00f067aa0ba902b7-01";
    private const string Untraced = $"00-{Trace}-00f067aa0ba902b7-00";

    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public RequestSpansTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RequestSpans.Name,
            Sample = (ref options) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData("/jobs/7?key=secret", Traced, "GET /jobs/{id} Server Unset http.request.method=GET url.scheme=http url.path=/jobs/7 server.address=127.0.0.1 server.port=PORT network.protocol.version=1.1 http.route=/jobs/{id} http.response.status_code=200")]
    [InlineData("/missing", Traced, "GET Server Unset http.request.method=GET url.scheme=http url.path=/missing server.address=127.0.0.1 server.port=PORT network.protocol.version=1.1 http.response.status_code=404")]
    [InlineData("/fails", Traced, "GET /fails Server Error http.request.method=GET url.scheme=http url.path=/fails server.address=127.0.0.1 server.port=PORT network.protocol.version=1.1 http.route=/fails http.response.status_code=503 error.type=503")]
    public async Task Request_Traced_IsToldByTheConventions(string path, string traceParent, string expected)
    {
        await using var host = await StartAsync(sampling: 0);

        await GetAsync(host, path, traceParent);

        await Wait.UntilAsync(() => !_ended.IsEmpty, "its span ends");
        var span = Assert.Single(_ended);
        Assert.Equal((Trace, "00f067aa0ba902b7"), (span.TraceId.ToHexString(), span.ParentSpanId.ToHexString()));
        Assert.Equal(
            expected.Replace("PORT", $"{host.Port}", StringComparison.Ordinal),
            string.Join(' ', [span.DisplayName, $"{span.Kind}", $"{span.Status}", .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")]));
    }

    [Theory]
    [InlineData(1, null, true)]
    [InlineData(0, null, false)]
    [InlineData(1, "junk", true)] // says nothing
    [InlineData(1, Untraced, false)] // decided
    public async Task Request_IsTraced_AsItsClientSaysElseByChance(double sampling, string? traceParent, bool isTraced)
    {
        await using var host = await StartAsync(sampling);

        Assert.Equal(isTraced ? "span" : "none", await GetAsync(host, "/jobs/7", traceParent));
    }

    [Theory]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    [InlineData("/load")]
    [InlineData("/dashboard/events")]
    public async Task Request_AskedAllDayLong_IsNotTraced(string path)
    {
        await using var host = await StartAsync(sampling: 1);

        Assert.Equal("none", await GetAsync(host, path, Traced));
    }

    [Fact]
    public async Task Request_OfALogInJson_HasANumberThoughNobodyTraces()
    {
        await using var host = await StartAsync(sampling: 1, LogFormat.Json, isListening: false);

        Assert.Equal($"number {Trace}", await GetAsync(host, "/jobs/7", Untraced));
        Assert.Matches("^number [0-9a-f]{32}$", await GetAsync(host, "/jobs/7", null));
    }

    private async Task<TestHost> StartAsync(double sampling, LogFormat log = LogFormat.Lines, bool isListening = true)
    {
        if (isListening)
        {
            ActivitySource.AddActivityListener(_listener);
        }

        return await TestHost.StartAsync(app =>
        {
            app.UseRequestSpans(new RequestTracing(sampling, log, new Random(1)));
            app.MapGet("/jobs/{id}", Say);
            app.MapGet("/fails", context =>
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return Task.CompletedTask;
            });
            foreach (var quiet in (string[])["/health/ready", "/metrics", "/load", "/dashboard/events"])
            {
                app.MapGet(quiet, Say);
            }
        });
    }

    private static Task Say(HttpContext context) => context.Response.WriteAsync(
        Activity.Current switch
        {
            { Source.Name: RequestSpans.Name } => "span",
            { OperationName: "GET" } number => $"number {number.TraceId}",
            _ => "none", // or ASP.NET Core's own, made for its log
        },
        context.RequestAborted);

    private static async Task<string> GetAsync(TestHost host, string path, string? traceParent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (traceParent is not null)
        {
            request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        }

        using var answer = await host.Client.SendAsync(request, Token);
        return await answer.Content.ReadAsStringAsync(Token);
    }
}
