using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EndToEnd.Tests.Processes;
using EndToEnd.Tests.Systems;

namespace EndToEnd.Tests.Monitoring;

/// <summary>A real Prometheus with the configuration of <c>deploy/prometheus</c>, on Linux.</summary>
public sealed class PrometheusTests : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly HttpClient Client = new() { Timeout = Wait.Bound };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lb-prometheus-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Scrape_OfABrokerAtWork_IsWhatTheBrokerCounts()
    {
        if (!IsThere())
        {
            return;
        }

        await using var system = await TestSystem.StartAsync();
        for (var job = 0; job < 12; job++)
        {
            using var answer = await system.SendAsync(job % 3 == 0 ? "App1:Long" : "App1:Short");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var port = FreePort();
        await using var prometheus = StartPrometheus(system.Address.Port, port);
        var address = $"http://127.0.0.1:{port}";

        await Wait.UntilAsync(async () => await ValueAsync(address, "balancing_forwarded_total") == "12", () => $"Prometheus knows of 12 jobs. {prometheus.Everything}");
        Assert.Equal("3", await ValueAsync(address, "count(balancing_worker_open == 1)"));
        Assert.Equal("8", await ValueAsync(address, """sum(balancing_queue_duration_seconds_count{type="Short"})"""));
        Assert.Equal("1", await ValueAsync(address, "up"));

        var rules = await DataAsync(address, "/api/v1/rules");
        var alerts = rules.GetProperty("groups").EnumerateArray().Single().GetProperty("rules").EnumerateArray().ToArray();
        Assert.Equal(10, alerts.Length);
        await Wait.UntilAsync(
            async () => (await DataAsync(address, "/api/v1/rules")).GetProperty("groups")[0].GetProperty("rules").EnumerateArray().All(rule => rule.GetProperty("health").GetString() == "ok"),
            () => "all alerts are judged");
        Assert.Empty((await DataAsync(address, "/api/v1/alerts")).GetProperty("alerts").EnumerateArray());
    }

    [Fact]
    public async Task Alerts_AllWorkersGone_ThatNoWorkerIsLeftIsPending()
    {
        if (!IsThere())
        {
            return;
        }

        await using var system = await TestSystem.StartAsync();
        var port = FreePort();
        await using var prometheus = StartPrometheus(system.Address.Port, port);
        for (var worker = 1; worker <= 3; worker++)
        {
            await system.Worker(worker).SignalAsync("KILL");
        }

        await Wait.UntilAsync(
            async () => (await DataAsync($"http://127.0.0.1:{port}", "/api/v1/alerts")).GetProperty("alerts").EnumerateArray()
                .Any(alert => alert.GetProperty("labels").GetProperty("alertname").GetString() == "LoadBalancerNoWorker"),
            () => $"the alert is raised. {prometheus.Everything}");
    }

    // Of Debian's packages; whoever has none of it may do without, the checks of every change may not.
    private static bool IsThere() => OperatingSystem.IsLinux()
        && (Environment.GetEnvironmentVariable("CI") is "true" || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "prometheus"))));

    // As it stands in deploy, but for the broker's port and with less time between scrapes.
    private ProgramProcess StartPrometheus(int broker, int port)
    {
        var text = File.ReadAllText(Programs.FileOf("deploy", "prometheus", "prometheus.yml"));
        Assert.Contains("localhost:8080", text, StringComparison.Ordinal);
        File.WriteAllText(
            Path.Combine(_folder.FullName, "prometheus.yml"),
            text.Replace("localhost:8080", $"localhost:{broker}", StringComparison.Ordinal).Replace("interval: 5s", "interval: 1s", StringComparison.Ordinal));
        File.Copy(Programs.FileOf("deploy", "prometheus", "alerts.yml"), Path.Combine(_folder.FullName, "alerts.yml"));
        return ProgramProcess.StartCommand([
            "prometheus", $"--config.file={_folder.FullName}/prometheus.yml", $"--storage.tsdb.path={_folder.FullName}/data", $"--web.listen-address=127.0.0.1:{port}"]);
    }

    private static async Task<string?> ValueAsync(string address, string query)
    {
        var result = (await DataAsync(address, $"/api/v1/query?query={Uri.EscapeDataString(query)}")).GetProperty("result");
        return result.GetArrayLength() == 0 ? null : result[0].GetProperty("value")[1].GetString();
    }

    private static async Task<JsonElement> DataAsync(string address, string path)
    {
        string text = "";
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    text = await Client.GetStringAsync(address + path, Cancel);
                    return true;
                }
                catch (HttpRequestException)
                {
                    return false; // it is starting
                }
            },
            () => $"an answer of Prometheus to {path}");
        return JsonElement.Parse(text).GetProperty("data");
    }

    // Prometheus does not say which port it was given, so it is told one that was free a moment ago.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
