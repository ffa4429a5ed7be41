using System.Net;
using System.Text;
using System.Text.Json;

namespace Broker.Api.Tests.State;

/// <summary>What admin calls changed at a broker is so at the next one, started with the same file.</summary>
public sealed class StateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("state").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string FilePath => Path.Combine(_folder, "inner", "state.json");

    public StateTests() => Directory.CreateDirectory(Path.Combine(_folder, "inner"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Restart_SameConfiguration_IsAsAdminCallsLeftIt()
    {
        await using (var broker = Start())
        {
            await ChangeAllAsync(broker);
        }

        await using var next = Start();

        using var client = next.CreateClient();
        Assert.Equal("least-requests", (await GetAsync(client, "/admin/policy")).GetProperty("policy").GetString());
        var dispatch = await GetAsync(client, "/admin/dispatch");
        Assert.Equal(("5", "arrival", 1.5), (Text(dispatch, "slots"), Text(dispatch, "order"), dispatch.GetProperty("weights").GetProperty("App1").GetDouble()));
        Assert.Equal("1:healthy:configured 2:drained:configured 7:healthy:added 8:healthy:registered", await StatesAsync(client));
        Assert.Contains(next.Lines, line => line.StartsWith($"State of {FilePath}: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restart_ConfigurationChangedSince_TheConfigurationWins()
    {
        await using (var broker = Start())
        {
            await ChangeAllAsync(broker);
        }

        await using var next = Start(("Broker:Policy", "random"), ("Broker:Dispatch:Slots", "9"));

        using var client = next.CreateClient();
        Assert.Equal("random", (await GetAsync(client, "/admin/policy")).GetProperty("policy").GetString());
        var dispatch = await GetAsync(client, "/admin/dispatch");
        Assert.Equal(("9", "short-first"), (Text(dispatch, "slots"), Text(dispatch, "order")));
        Assert.Equal(2, next.Lines.Count(line => line.Contains("is what the configuration says", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Restart_ChoicesTakenBack_AreForgotten()
    {
        await using (var broker = Start())
        {
            using var client = broker.CreateClient();
            await PutAsync(client, "/admin/workers/2/state", """{"state":"draining"}""");
            await PutAsync(client, "/admin/workers/2/state", """{"state":"open"}""");
        }

        await using var next = Start();

        using var after = next.CreateClient();
        Assert.Equal("1:healthy:configured 2:healthy:configured", await StatesAsync(after));
    }

    [Fact]
    public async Task Start_FileBroken_WarnsOnceAndGoesOn()
    {
        await File.WriteAllTextAsync(FilePath, "not what it was", Token);

        await using var broker = Start();

        using var client = broker.CreateClient();
        Assert.Single(broker.Lines, line => line.Contains("was set aside as", StringComparison.Ordinal));
        await PutAsync(client, "/admin/policy", """{"policy":"random"}""");
        Assert.Contains("random", await File.ReadAllTextAsync(FilePath, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_FolderGoneMeanwhile_IsInForceAndSaidAndSavedLater()
    {
        await using var broker = Start();
        using var client = broker.CreateClient();
        Directory.Delete(Path.GetDirectoryName(FilePath)!, recursive: true);

        await PutAsync(client, "/admin/policy", """{"policy":"random"}""");
        await PutAsync(client, "/admin/policy", """{"policy":"balanced"}""");
        Assert.Equal("balanced", (await GetAsync(client, "/admin/policy")).GetProperty("policy").GetString());
        Assert.Single(broker.Lines, line => line.StartsWith("The state could not be saved", StringComparison.Ordinal));

        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        await Eventually.HoldsAsync(() => Task.FromResult(File.Exists(FilePath)), "it is saved without another call");
        Assert.Contains("balanced", await File.ReadAllTextAsync(FilePath, Token), StringComparison.Ordinal);
        await Eventually.HoldsAsync(
            () => Task.FromResult(broker.Lines.Any(line => line.StartsWith("The state is saved", StringComparison.Ordinal))), "it says so");
    }

    [Fact]
    public async Task Heartbeat_OfAKnownWorker_WritesNothing()
    {
        await using var broker = Start();
        using var client = broker.CreateClient();
        const string Worker = """{"id":"8","address":"http://127.0.0.1:9/","lease":"01:00:00","epoch":5}""";
        await PostAsync(client, Worker);
        await Eventually.HoldsAsync(() => Task.FromResult(File.Exists(FilePath)), "it is saved");
        var before = File.GetLastWriteTimeUtc(FilePath);

        for (var beat = 0; beat < 20; beat++)
        {
            await PostAsync(client, Worker);
        }

        Assert.Equal(before, File.GetLastWriteTimeUtc(FilePath));
    }

    private BrokerFactory Start(params (string Key, string Value)[] more) => new(
        [],
        new Dictionary<string, string>(more.Select(one => KeyValuePair.Create(one.Key, one.Value)))
        {
            ["Broker:StateFile"] = FilePath,
            ["ReverseProxy:Clusters:workers:Destinations:3:Metadata:State"] = "open",
            ["ReverseProxy:Clusters:workers:HealthCheck:Active:Enabled"] = "false",
        });

    private static async Task ChangeAllAsync(BrokerFactory broker)
    {
        using var client = broker.CreateClient();
        await PutAsync(client, "/admin/policy", """{"policy":"least-requests"}""");
        await PutAsync(client, "/admin/dispatch", """{"slots":5,"order":"arrival","weights":{"App1":1.5}}""");
        await PutAsync(client, "/admin/workers/2/state", """{"state":"draining"}""");
        await PostAsync(client, """{"id":"7","address":"http://127.0.0.1:9/"}""");
        await PostAsync(client, """{"id":"8","address":"http://127.0.0.1:9/","lease":"01:00:00","epoch":5}""");
    }

    private static async Task<string> StatesAsync(HttpClient client) => string.Join(' ', (await GetAsync(client, "/admin/workers")).EnumerateArray()
        .Where(worker => Text(worker, "id") != "3")
        .Select(worker => $"{Text(worker, "id")}:{Text(worker, "state")}:{Text(worker.GetProperty("membership"), "origin")}"));

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        using var json = JsonDocument.Parse(await client.GetStringAsync(path, Token));
        return json.RootElement.Clone();
    }

    private static async Task PutAsync(HttpClient client, string path, string body)
    {
        using var answer = await client.PutAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task PostAsync(HttpClient client, string body)
    {
        using var answer = await client.PostAsync("/admin/workers", new StringContent(body, Encoding.UTF8, "application/json"), Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
