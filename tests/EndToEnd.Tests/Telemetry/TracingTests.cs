using System.Net;
using System.Text;
using EndToEnd.Tests.Processes;
using EndToEnd.Tests.Systems;

namespace EndToEnd.Tests.Telemetry;

/// <summary>What a collector is told of jobs, by real processes over OTLP.</summary>
public sealed class TracingTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string ClientSpan = "00f067aa0ba902b7";

    private static readonly HttpClient Client = new() { Timeout = Wait.Bound };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_OfAClientThatTraces_IsOneTraceThroughBrokerAndWorker()
    {
        await using var collector = await Collector.StartAsync();
        await using var system = await TestSystem.StartAsync(
            ["--otlp", collector.Address, "--Broker:Telemetry:Protocol=http/protobuf", "--Broker:Telemetry:Sampling=0"], ["--otlp", collector.Address, "--Worker:Telemetry:Protocol=http/protobuf", "--slots", "1", "--long", "300ms"]);

        // Each of the three workers has one slot: with four, one waits.
        var others = Enumerable.Range(1, 3).Select(job => system.SendAsync($"App{job}:Long")).ToArray();
        await Wait.UntilAsync(async () => (await system.GetAsync("admin/stats")).GetProperty("inFlight").GetInt32() == 3, () => "three run");
        Assert.Equal(HttpStatusCode.OK, await SendAsync(system.Address, $"00-{Trace}-{ClientSpan}-01", "Traced:Long"));
        await Task.WhenAll(others);

        await Wait.UntilAsync(() => Of(collector, Trace).Count == 5, () => $"five spans: {Said(collector)}");
        var spans = Of(collector, Trace);
        var server = spans.Single(span => span is { Service: "loadbalancer-broker", Kind: 2 });
        var queue = spans.Single(span => span is { Service: "loadbalancer-broker", Name: "queue" });
        var attempt = spans.Single(span => span is { Service: "loadbalancer-broker", Kind: 3 });
        var worker = spans.Single(span => span is { Service: "loadbalancer-worker", Kind: 2 });
        var run = spans.Single(span => span is { Service: "loadbalancer-worker", Name: "run" });
        Assert.Equal(
            [(ClientSpan, "POST /process"), (server.Id, "queue"), (server.Id, "POST"), (attempt.Id, "POST /process"), (worker.Id, "run")],
            new[] { server, queue, attempt, worker, run }.Select(span => (span.Parent, span.Name)));
        Assert.Equal(5, collector.Spans.Count); // the others were not traced, and are none at the workers either
        Assert.Equal("200", server.Tags["http.response.status_code"]);
        Assert.Equal("Long", queue.Tags["balancing.type"]);
        Assert.Equal(attempt.Tags["balancing.worker"], run.Tags["balancing.worker"]);
        Assert.True(run.End - run.Start >= 290_000_000, $"it ran for {run.End - run.Start} ns");
        Assert.True(queue.End <= attempt.Start + 5_000_000, "the wait ends before the try begins");
    }

    [Fact]
    public async Task Jobs_WithoutTraceParent_AreSampledAsTold()
    {
        await using var collector = await Collector.StartAsync();
        string[] tell = ["--otlp", collector.Address, "--Broker:Telemetry:Protocol=http/protobuf", "--Broker:Telemetry:Sampling"];
        await using (var none = await TestSystem.StartAsync([.. tell, "0"]))
        {
            Assert.Equal(HttpStatusCode.OK, await SendAsync(none.Address, null, "App1:Short"));
            Assert.Equal(HttpStatusCode.OK, await SendAsync(none.Address, $"00-{Trace}-{ClientSpan}-00", "App1:Short")); // a client that does not record
            await none.Broker.SignalAsync("TERM");
            await none.Broker.ExitCodeAsync(); // whatever there was is sent by then
            Assert.Empty(collector.Spans);
        }

        await using var all = await TestSystem.StartAsync([.. tell, "1"]);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(all.Address, null, "App1:Short"));
        await Wait.UntilAsync(() => collector.Spans.Count == 2, () => Said(collector));
        Assert.Equal(HttpStatusCode.OK, await all.StatusAsync("health/ready"));
        Assert.Single(collector.Spans.Select(span => span.Trace).Distinct());
    }

    [Fact]
    public async Task Metrics_AreSentWithTheTracesTheyCameOf()
    {
        await using var collector = await Collector.StartAsync();
        await using var worker = ProgramProcess.Start(Programs.Worker, "--count", "1", "--first-port", "0");
        var port = await worker.PortAsync("Worker server");
        await using var broker = ProgramProcess.Start(
            Programs.Broker,
            ["--port", "0", "--otlp", collector.Address, "--Broker:Telemetry:Protocol=http/protobuf", $"--ReverseProxy:Clusters:workers:Destinations:1:Address=http://127.0.0.1:{port}/"],
            new Dictionary<string, string> { ["OTEL_METRIC_EXPORT_INTERVAL"] = "200", ["OTEL_SERVICE_NAME"] = "front-door" });
        var address = new Uri($"http://localhost:{await broker.PortAsync("Broker server running")}/");

        Assert.Equal(HttpStatusCode.OK, await SendAsync(address, $"00-{Trace}-{ClientSpan}-01", "App1:Short"));

        await Wait.UntilAsync(
            () => collector.Metrics.TryGetValue("front-door balancing.service.duration", out var durations) && durations.Exemplars.Contains(Trace),
            () => $"an exemplar of the job: {string.Join(", ", collector.Metrics.Select(metric => $"{metric.Key} {string.Join('+', metric.Value.Exemplars)}"))}");
        await Wait.UntilAsync(() => collector.Metrics.ContainsKey("front-door http.server.request.duration"), () => "the server's");

        using var scrape = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "metrics"));
        scrape.Headers.TryAddWithoutValidation("Accept", "application/openmetrics-text; version=1.0.0");
        using var metrics = await Client.SendAsync(scrape, Token);
        Assert.Contains($"trace_id=\"{Trace}\"", await metrics.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_WholeSystemInOneProcess_SendsEachSpanOnce()
    {
        await using var collector = await Collector.StartAsync();
        await using var up = ProgramProcess.Start(
            Programs.Client,
            ["up", "--port", "0", "--first-port", "0", "--workers", "2", "--otlp", collector.Address],
            new Dictionary<string, string> { ["Broker__Telemetry__Protocol"] = "http/protobuf" });
        var address = new Uri($"http://localhost:{await up.PortAsync("Broker server running")}/");

        Assert.Equal(HttpStatusCode.OK, await SendAsync(address, $"00-{Trace}-{ClientSpan}-01", "App1:Short"));
        await up.SignalAsync("TERM");
        Assert.Equal(0, await up.ExitCodeAsync());

        Assert.Equal(["POST", "POST /process", "POST /process", "run"], Of(collector, Trace).Select(span => span.Name).Order(StringComparer.Ordinal));
        Assert.All(collector.Spans, span => Assert.Equal("loadbalancer", span.Service));
    }

    [Fact]
    public async Task Collector_ThatIsNotThere_IsWarnedOfOnceAndJobsAreDone()
    {
        await using var system = await TestSystem.StartAsync(["--otlp", "http://127.0.0.1:9", "--Broker:Telemetry:Sampling=1"]);
        for (var job = 0; job < 20; job++)
        {
            using var answer = await system.SendAsync("App1:Short");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await system.Broker.LineAsync("warn: Traces and metrics do not reach the collector http://127.0.0.1:9/");
        await system.Broker.SignalAsync("TERM");
        Assert.Equal(0, await system.Broker.ExitCodeAsync());
        Assert.Single(system.Broker.Error, line => line.Contains("collector", StringComparison.Ordinal));
    }

    private static IReadOnlyList<CollectedSpan> Of(Collector collector, string trace) => [.. collector.Spans.Where(span => span.Trace == trace)];

    private static string Said(Collector collector) => string.Join("; ", collector.Spans.Select(span => $"{span.Service} {span.Name} of {span.Trace}"));

    private static async Task<HttpStatusCode> SendAsync(Uri address, string? traceParent, string job)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "process")) { Content = new StringContent(job, Encoding.UTF8, "text/plain") };
        if (traceParent is not null)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        using var answer = await Client.SendAsync(request, Token);
        return answer.StatusCode;
    }
}
