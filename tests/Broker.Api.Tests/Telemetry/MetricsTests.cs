using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Sockets;

namespace Broker.Api.Tests.Telemetry;

/// <summary>What <c>/metrics</c> says of what has happened.</summary>
[Collection(Alone.Name)]
public sealed partial class MetricsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_OfEverythingThereIs_AreThoseOfThePage()
    {
        await using var held = await HeldWorker.StartAsync();
        await using var bad = RawBackend.Answers("500 No");
        await using var good = RawBackend.Answers("200 OK");
        await using var broker = Before(held, ("Broker:Dispatch:MaxQueue", "0"),
            ("ReverseProxy:Routes:raw:ClusterId", "raw"),
            ("ReverseProxy:Routes:raw:Match:Path", "/raw"),
            ("ReverseProxy:Routes:raw:Metadata:Job", "body"),
            ("ReverseProxy:Clusters:raw:Metadata:Dispatch.Slots", "unlimited"), // an answer may be there before its slot is free
            ("ReverseProxy:Clusters:raw:Destinations:1:Address", bad.Address),
            ("ReverseProxy:Clusters:raw:Destinations:2:Address", good.Address));
        using var client = broker.CreateClient();

        var job = SendAsync(client, "SecretName:Long");
        await Eventually.HoldsAsync(() => held.Running == 1, () => "the job runs");
        using var refused = await SendAsync(client, "SecretName:Short");
        var during = await Scrape.OfAsync(client);
        held.End("SecretName");
        using var answer = await job;
        for (var request = 0; request < 20; request++)
        {
            using var served = await SendAsync(client, "SecretName:Short", "/raw");
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        }

        GC.Collect(); // before the first one there is nothing to tell of the heap
        var after = await HoldsAsync(client, scrape => scrape.Value("balancing_forwarded_total") == 21);

        Assert.Equal((1, 1, 1), (during.Value("balancing_worker_in_flight", "cluster=one"), during.Value("balancing_worker_slots", "cluster=one"), during.Value("balancing_worker_open", "cluster=one")));
        Assert.Equal(1, during.Value("balancing_refused_total", "cluster=one", "type=Short", "reason=queue-full"));
        Assert.Equal((0, 1), (after.Value("balancing_worker_in_flight", "cluster=one"), after.Value("balancing_worker_assigned_total", "cluster=one")));
        Assert.Equal(1, after.Value("balancing_queue_duration_seconds_count", "cluster=one", "type=Long"));
        Assert.Equal(1, after.Value("balancing_service_duration_seconds_count", "cluster=one", "type=Long", "outcome=answered"));
        Assert.Equal(1, after.Value("balancing_estimate_ratio_count", "cluster=one", "type=Long"));
        Assert.Equal(5, after.Value("balancing_service_duration_seconds_count", "cluster=raw", "outcome=server-error"));
        Assert.Equal(20, after.Value("balancing_queue_duration_seconds_count", "cluster=raw"));
        Assert.Equal((5, 5), (after.Value("balancing_retries_total"), after.Value("balancing_worker_failed_total", "cluster=raw", "worker=1")));
        Assert.Equal(1, after.Value("balancing_ejections_total", "cluster=raw", "worker=1", "reason=failures"));
        Assert.Equal((1, 0), (after.Value("balancing_worker_ejected", "cluster=raw", "worker=1"), after.Value("balancing_worker_open", "cluster=raw", "worker=1")));
        Assert.Equal(20, after.Value("http_server_request_duration_seconds_count", "http_route=/raw", "http_response_status_code=200"));
        Assert.DoesNotContain("SecretName", after.Text, StringComparison.Ordinal);
        Assert.Equal(Page(), after.Types.Where(metric => metric.Key != "target_info").Select(metric => $"{metric.Key} {metric.Value} {string.Join(", ", after.LabelsOf(metric.Key))}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Metrics_JobsWait_AreCountedByType()
    {
        await using var held = await HeldWorker.StartAsync();
        await using var broker = Before(held);
        using var client = broker.CreateClient();

        var first = SendAsync(client, "App1:Long");
        await Eventually.HoldsAsync(() => held.Running == 1, () => "the job runs");
        Task<HttpResponseMessage>[] others = [SendAsync(client, "App2:Short"), SendAsync(client, "App3:Short"), SendAsync(client, "App4:Long")];

        await HoldsAsync(client, scrape => (scrape.Value("balancing_queue_jobs", "cluster=one", "type=Short"), scrape.Value("balancing_queue_jobs", "cluster=one", "type=Long")) is (2, 1));

        await Eventually.HoldsAsync(
            () =>
            {
                Array.ForEach(["App1", "App2", "App3", "App4"], held.End);
                return first.IsCompleted && Array.TrueForAll(others, other => other.IsCompleted);
            },
            () => "all are served");
        var after = await HoldsAsync(client, scrape => scrape.Value("balancing_queue_jobs", "cluster=one", "type=Short") == 0);
        Assert.Equal(2, after.Value("balancing_queue_duration_seconds_count", "cluster=one", "type=Short"));
        Assert.True(after.Value("balancing_queue_duration_seconds_sum", "cluster=one", "type=Short") > 0);
    }

    [Fact]
    public async Task Metrics_AWorkerLeaves_TellOfItNoMore()
    {
        await using var held = await HeldWorker.StartAsync();
        await using var broker = Before(held);
        using var client = broker.CreateClient();
        using var joined = await client.PostAsJsonAsync("/admin/workers", new { id = "7", address = held.Address, cluster = "one" }, Token);
        Assert.Equal(HttpStatusCode.Created, joined.StatusCode);
        await HoldsAsync(client, scrape => scrape.Value("balancing_worker_open", "cluster=one", "worker=7") == 1);

        using var left = await client.DeleteAsync("/admin/workers/7", Token);

        await HoldsAsync(client, scrape => !scrape.Text.Contains("worker=\"7\"", StringComparison.Ordinal) && scrape.Value("balancing_worker_open", "cluster=one", "worker=1") == 1);
    }

    private static BrokerFactory Before(HeldWorker worker, params (string Key, string Value)[] settings)
    {
        var all = settings.ToDictionary(one => one.Key, one => one.Value);
        all["ReverseProxy:Routes:process:ClusterId"] = "one";
        all["ReverseProxy:Clusters:one:Destinations:1:Address"] = worker.Address.AbsoluteUri;
        all["Broker:Dispatch:Slots"] = "1";
        all["Broker:Dispatch:Prefetch"] = "0";
        all["Broker:Timeouts:Floor"] = "00:01:00"; // the held jobs are no sign of a hung worker
        all["Broker:Timeouts:ShortCeiling"] = "00:01:00";
        return new BrokerFactory([], all);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string job, string path = "/process") => client.PostAsync(path, new StringContent(job), Token);

    // An answer is there before the last counts are, and a reading may be 300 ms old.
    private static async Task<Scrape> HoldsAsync(HttpClient client, Func<Scrape, bool> condition)
    {
        Scrape? last = null;
        await Eventually.HoldsAsync(async () => condition(last = await Scrape.OfAsync(client)), "the metrics say it");
        return last!;
    }

    private static IEnumerable<string> Page()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LoadBalancer.sln")))
        {
            folder = folder.Parent!;
        }

        return Row().Matches(File.ReadAllText(Path.Combine(folder.FullName, "docs", "telemetry.md")))
            .Select(row => $"{row.Groups["name"].Value} {row.Groups["type"].Value} {row.Groups["labels"].Value.Replace("`", "", StringComparison.Ordinal)}")
            .Order(StringComparer.Ordinal);
    }

    // | `balancing_queue_jobs` | gauge | `cluster`, `type` | …
    [GeneratedRegex(@"^\| `(?<name>[a-z0-9_]+)` \| (?<type>gauge|counter|histogram) \| (?<labels>[^|]*?) ?\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
