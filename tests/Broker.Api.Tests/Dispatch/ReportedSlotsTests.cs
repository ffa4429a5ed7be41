using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Broker.Api.Tests.Dispatch;

/// <summary>The broker's default, slots as reported, before real workers.</summary>
public sealed class ReportedSlotsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workers_BeforeAnyJob_ShowTheSlotsTheyReport()
    {
        await using var cluster = new TestCluster(worker: new Dictionary<string, string> { ["Worker:Slots"] = "2" });

        await ReportedAsync(cluster);

        Assert.All(await WorkersAsync(cluster), worker => Assert.Equal(
            (2, 0, "fresh", JsonValueKind.Null),
            (worker.GetProperty("slots").GetInt32(), worker.GetProperty("queued").GetInt32(), worker.GetProperty("telemetry").GetString(), worker.GetProperty("fault").ValueKind)));
    }

    [Fact]
    public async Task Jobs_MoreThanSlots_WaitInTheBrokerAndAreAllServed()
    {
        await using var cluster = new TestCluster(worker: new Dictionary<string, string> { ["Worker:Slots"] = "2", ["Worker:Simulate:Long"] = "1s" });
        await ReportedAsync(cluster);
        var answers = Enumerable.Range(0, 12).Select(job => cluster.Client.PostAsync("/process", new StringContent($"App{job}:Long"), Token)).ToArray();

        // Longs alone are never sent ahead: three workers of two slots, and the rest waits.
        await Eventually.HoldsAsync(
            async () => (await WorkersAsync(cluster)).Sum(worker => worker.GetProperty("inFlight").GetInt32()) == 6, "6 jobs in flight");
        while (!Task.WhenAll(answers).IsCompleted)
        {
            Assert.All(await WorkersAsync(cluster), worker => Assert.InRange(worker.GetProperty("inFlight").GetInt32(), 0, 2));
        }

        foreach (var answer in answers)
        {
            using var one = await answer;
            Assert.True(one.IsSuccessStatusCode);
            Assert.False(one.Headers.Contains("endpoint-load-metrics"));
        }
    }

    [Fact]
    public async Task Workers_AStrangersServer_IsAbsurdWithAReasonAndServesOn()
    {
        await using var server = await EchoServer.StartAsync(reports: true, answer: context =>
        {
            context.Response.Headers["endpoint-load-metrics"] = "JSON {\"named_metrics\":{\"slots\":-1}}";
            return context.Response.WriteAsJsonAsync(new { slots = 0 }, Token);
        });
        await using var broker = new BrokerFactory([server.Address], new Dictionary<string, string>
        {
            ["ReverseProxy:Clusters:workers:Destinations:2:Address"] = server.Address.AbsoluteUri,
            ["ReverseProxy:Clusters:workers:Destinations:3:Address"] = server.Address.AbsoluteUri,
        });
        using var client = broker.CreateClient();

        // Its answer to the broker's own question first: it would overtake what the job's answer says, if it came later.
        await Eventually.HoldsAsync(async () => await FaultAsync(client) == "slots is 0; it must be a whole number from 1 to 100000", "it has answered the broker's question");
        using var answer = await client.PostAsync("/process", new StringContent("App1:Short"), Token);

        Assert.True(answer.IsSuccessStatusCode);
        var workers = await client.GetFromJsonAsync<JsonElement>("/admin/workers", Token);
        var first = workers[0];
        Assert.Equal(("absurd", JsonValueKind.Null), (first.GetProperty("telemetry").GetString(), first.GetProperty("slots").ValueKind));
        Assert.Equal("slots is -1; it must be a whole number from 1 to 100000", await FaultAsync(client));
        var line = $"Worker 1 at {server.Address} reports what cannot be true: slots is ";
        await Eventually.HoldsAsync(() => broker.Lines.Any(one => one.Contains(line, StringComparison.Ordinal)), () => string.Join('\n', broker.Lines));
    }

    private static async Task<string?> FaultAsync(HttpClient client)
        => (await client.GetFromJsonAsync<JsonElement>("/admin/workers", Token))[0].GetProperty("fault").GetString();

    // The start waits for the first reports, but no longer than half a second.
    private static Task ReportedAsync(TestCluster cluster) => Eventually.HoldsAsync(
        async () => (await WorkersAsync(cluster)).All(worker => worker.GetProperty("slots").ToString() == "2"), "all workers have reported their two slots");

    private static async Task<JsonElement[]> WorkersAsync(TestCluster cluster)
        => [.. (await cluster.Client.GetFromJsonAsync<JsonElement>("/admin/workers", Token)).EnumerateArray()];
}
