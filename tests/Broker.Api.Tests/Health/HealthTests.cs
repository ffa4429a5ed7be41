using System.Net;
using System.Text.Json;
using Job.Hosting.Settings;
using Sockets;

namespace Broker.Api.Tests.Health;

/// <summary>What an operator sees of workers that fail, and what their clients do not.</summary>
public sealed class HealthTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_FailsEverything_IsShownAsEjectedAndSaidInOneLine()
    {
        await using var bad = RawBackend.Answers("500 No");
        await using var good = RawBackend.Answers("200 OK");
        await using var broker = Before([bad.Address, good.Address]);
        using var client = broker.CreateClient();

        await SendAsync(client, 30);

        await Eventually.HoldsAsync(async () => (await WorkerAsync(client)).GetProperty("state").GetString() == "unhealthy", "worker 1 is closed");
        var worker = await WorkerAsync(client);
        var ejected = worker.GetProperty("ejected");
        Assert.Equal(("failures", 1, false), (ejected.GetProperty("reason").GetString(), ejected.GetProperty("times").GetInt32(), ejected.GetProperty("onTrial").GetBoolean()));
        Assert.InRange(ejected.GetProperty("until").GetDateTimeOffset(), DateTimeOffset.UtcNow - TimeSpan.FromMinutes(1), DateTimeOffset.UtcNow + TimeSpan.FromSeconds(5));
        Assert.Matches("^ejected until [0-9:]{8} UTC: it answered with errors or junk, or broke off$", worker.GetProperty("why").GetString());
        Assert.Matches(
            $"Worker 1 at {bad.Address} was ejected for (4\\.[0-9]|5) s, time 1 in a row: it answered with errors or junk, or broke off.", Assert.Single(broker.Lines, line => line.Contains("ejected", StringComparison.Ordinal)));
        Assert.Equal(5, bad.Received);
        var other = await WorkerAsync(client, 2);
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (other.GetProperty("why").ValueKind, other.GetProperty("ejected").ValueKind));
    }

    [Fact]
    public async Task Worker_IsWellAgain_ReturnsByOneJobAndSaysSo()
    {
        await using var bad = RawBackend.InTurn([.. Enumerable.Repeat("500 No", 5).Append("200 OK").Select(status => RawBackend.Answers(status))]);
        await using var good = RawBackend.Answers("200 OK");
        await using var broker = Before([bad.Address, good.Address], ("Broker:Health:Ejection:BaseTime", "00:00:00.100"));
        using var client = broker.CreateClient();

        await Eventually.HoldsAsync(
            async () =>
            {
                await SendAsync(client, 2);
                return broker.Lines.Any(line => line.Contains($"Worker 1 at {bad.Address} has done its trial job; it gets jobs as before.", StringComparison.Ordinal));
            },
            "worker 1 is said to be back");

        var worker = await WorkerAsync(client);
        Assert.Equal(("healthy", JsonValueKind.Null), (worker.GetProperty("state").GetString(), worker.GetProperty("ejected").ValueKind));
    }

    [Theory]
    [InlineData(false, "it does not answer its health checks")]
    [InlineData(true, "it answers its health checks with 404")]
    public async Task Worker_FailsItsHealthChecks_IsShownWithWhy(bool listens, string why)
    {
        using var refusing = new RefusingPort();
        await using var lost = RawBackend.Answers("200 OK");
        await using var good = RawBackend.Answers("200 OK");
        var address = listens ? lost.Address : refusing.Address;
        await using var broker = Before(
            [address, good.Address],
            ("ReverseProxy:Clusters:raw:Destinations:1:Health", $"{address}/load"), // where the first has nothing
            ("ReverseProxy:Clusters:raw:HealthCheck:Active:Enabled", "true"),
            ("ReverseProxy:Clusters:raw:HealthCheck:Active:Path", "/health/ready"),
            ("ReverseProxy:Clusters:raw:HealthCheck:AvailableDestinationsPolicy", "HealthyAndUnknown"),
            ("Broker:Health:Probes:Interval", "00:00:00.100"));
        using var client = broker.CreateClient();

        await Eventually.HoldsAsync(async () => (await WorkerAsync(client)).GetProperty("state").GetString() == "unhealthy", "worker 1 is closed");

        Assert.Equal(why, (await WorkerAsync(client)).GetProperty("why").GetString());
    }

    [Fact]
    public async Task AllWorkers_FailTheirHealthChecks_StatsNameTheClusterInPanic()
    {
        await using var first = RawBackend.Answers("200 OK");
        await using var second = RawBackend.Answers("200 OK");
        await using var broker = Before(
            [first.Address, second.Address],
            ("ReverseProxy:Clusters:raw:Destinations:1:Health", $"{first.Address}/load"), // where they have nothing
            ("ReverseProxy:Clusters:raw:Destinations:2:Health", $"{second.Address}/load"),
            ("ReverseProxy:Clusters:raw:HealthCheck:Active:Enabled", "true"),
            ("ReverseProxy:Clusters:raw:HealthCheck:AvailableDestinationsPolicy", "HealthyAndUnknown"),
            ("ReverseProxy:Clusters:raw:HealthCheck:Active:Path", "/health/ready"),
            ("Broker:Health:Probes:Interval", "00:00:00.100"));
        using var client = broker.CreateClient();

        await Eventually.HoldsAsync(async () => await PanicAsync(client) is ["raw"], "the cluster is in panic");
    }

    [Fact]
    public async Task Stats_OfAHealthyCluster_NameNoPanic()
    {
        await using var good = RawBackend.Answers("200 OK");
        await using var broker = Before([good.Address]);
        using var client = broker.CreateClient();
        await SendAsync(client, 1);

        Assert.Empty(await PanicAsync(client));
    }

    [Fact]
    public void Build_EjectionsThatEndBeforeTheyBegin_AreAFaultThatNamesBoth()
    {
        var fault = Assert.Single(Assert.Throws<SettingsException>(() => BrokerHost.Build(["--Broker:Health:Ejection:MaxTime=00:00:01"])).Faults);

        Assert.Contains("Broker:Health:Ejection:MaxTime is 00:00:01; it must be at least Broker:Health:Ejection:BaseTime, 00:00:05.", fault.Message, StringComparison.Ordinal);
    }

    private static BrokerFactory Before(string[] workers, params (string Key, string Value)[] settings)
    {
        // A cluster of its own: the usual one has three.
        var all = settings.ToDictionary(one => one.Key, one => one.Value);
        all["ReverseProxy:Routes:process:ClusterId"] = "raw";
        for (var worker = 0; worker < workers.Length; worker++)
        {
            all[$"ReverseProxy:Clusters:raw:Destinations:{worker + 1}:Address"] = workers[worker];
        }

        return new BrokerFactory([], all);
    }

    private static async Task SendAsync(HttpClient client, int jobs)
    {
        for (var job = 0; job < jobs; job++)
        {
            using var answer = await client.PostAsync("/process", new StringContent("App1:Short"), Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static async Task<string[]> PanicAsync(HttpClient client)
    {
        using var json = JsonDocument.Parse(await client.GetStringAsync("/admin/stats", Token));
        return [.. json.RootElement.GetProperty("panic").EnumerateArray().Select(cluster => cluster.GetString()!)];
    }

    private static async Task<JsonElement> WorkerAsync(HttpClient client, int id = 1)
    {
        using var json = JsonDocument.Parse(await client.GetStringAsync("/admin/workers", Token));
        return json.RootElement.EnumerateArray().Where(one => one.GetProperty("cluster").GetString() == "raw").ElementAt(id - 1).Clone();
    }
}
