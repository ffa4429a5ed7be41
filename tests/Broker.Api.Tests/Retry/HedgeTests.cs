using System.Text.Json;
using Sockets;

namespace Broker.Api.Tests.Retry;

/// <summary>What is seen of a Short that was sent to two workers.</summary>
public sealed class HedgeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Short_ItsWorkerStalls_IsAnsweredByAnotherAndTold()
    {
        await using var first = RawBackend.Steps(RawBackend.Answers("200 OK", body: "first"), RawBackend.Hangs());
        await using var second = RawBackend.Answers("200 OK", body: "second");
        await using var broker = new BrokerFactory([], new Dictionary<string, string>
        {
            ["ReverseProxy:Routes:process:ClusterId"] = "raw",
            ["ReverseProxy:Clusters:raw:Destinations:1:Address"] = first.Address,
            ["ReverseProxy:Clusters:raw:Destinations:2:Address"] = second.Address,
            ["Broker:Retry:Hedge"] = "true",
            ["Broker:Retry:HedgeShare"] = "1",
            ["Broker:Timeouts:Floor"] = "00:01:00",
            ["Broker:Timeouts:ShortCeiling"] = "00:01:00",
        });
        using var client = broker.CreateClient();
        for (var job = 0; job < 40; job++)
        {
            using var learned = await SendAsync(client, "App1");
        }

        var before = await GetAsync(client, "/admin/stats");
        first.Step();
        HttpResponseMessage answer;
        do
        {
            answer = await SendAsync(client, "App2"); // in turn one comes to the first, which stalls; where the machine does, the other application's may pass for Longs by now
        }
        while (!answer.Headers.Contains("X-Attempts"));

        Assert.Equal(("second", "2", "2"), (await answer.Content.ReadAsStringAsync(Token), answer.Headers.GetValues("X-Attempts").Single(), answer.Headers.GetValues("X-Worker").Single()));
        answer.Dispose();
        var stats = await GetAsync(client, "/admin/stats");
        Assert.True(stats.GetProperty("hedged").GetInt32() > before.GetProperty("hedged").GetInt32());
        Assert.True(stats.GetProperty("hedgesWon").GetInt32() > before.GetProperty("hedgesWon").GetInt32());
        Assert.Equal((0, 0), (stats.GetProperty("retried").GetInt32(), stats.GetProperty("failed").GetInt32()));
        await Eventually.HoldsAsync(
            async () => (await GetAsync(client, "/admin/decisions?last=2")).EnumerateArray().Select(one => one.GetProperty("outcome").GetString()).SequenceEqual(["answered", "outrun"]),
            "both tries are told");
        var decisions = await GetAsync(client, "/admin/decisions?last=2");
        Assert.Equal([true, false], decisions.EnumerateArray().Select(one => one.GetProperty("hedge").GetBoolean()));
        Assert.Contains("Try 2, beside another", decisions[0].GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Contains("Another worker answered it first", decisions[1].GetProperty("why").GetString(), StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => (await GetAsync(client, "/admin/stats")).GetProperty("inFlight").GetInt32() == 0, "nothing is left");
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string application)
        => client.PostAsync("/process", new StringContent($"{application}:Short"), Token);

    private static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        using var json = JsonDocument.Parse(await client.GetStringAsync(path, Token));
        return json.RootElement.Clone();
    }
}
