using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Broker.Api.Restarting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Broker.Api.Tests.Restarting;

/// <summary>A broker whose host restarts its workers, as lb up does.</summary>
public sealed class RollingRestartTests : IAsyncLifetime
{
    private readonly List<HeldWorker> _workers = [];
    private readonly Restarts _restarts = new();
    private WebApplication _broker = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        for (var worker = 0; worker < 3; worker++)
        {
            _workers.Add(await HeldWorker.StartAsync());
        }

        await StartAsync(_workers.Count);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _broker.DisposeAsync();
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }
    }

    [Fact]
    public async Task Post_ThreeWorkers_EachIsDrainedWhileTheOthersAreOpen()
    {
        _restarts.Look = async id => string.Join(' ', (await WorkersAsync()).Select(worker => $"{Text(worker, "id")}:{Text(worker, "state")}")) + $" at {id}";
        using var begun = await PostAsync();
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);

        await DoneAsync("done");

        Assert.Equal(
            ["1:drained 2:healthy 3:healthy at 1", "1:healthy 2:drained 3:healthy at 2", "1:healthy 2:healthy 3:drained at 3"], _restarts.Seen);
        Assert.All(await WorkersAsync(), worker => Assert.Equal("healthy", Text(worker, "state")));
        Assert.All((await RestartAsync()).GetProperty("workers").EnumerateArray(), step => Assert.Equal("restarted", Text(step, "state")));
    }

    [Fact]
    public async Task Post_AJobInside_WaitsForItAndRefusesASecondRestart()
    {
        var job = SendAsync("App1:Long");
        await Eventually.HoldsAsync(() => _workers[0].Running == 1, () => "the job has not come");
        using var begun = await PostAsync();
        await Eventually.HoldsAsync(async () => Text((await WorkersAsync())[0], "state") == "draining", "worker 1 drains");

        using var second = await PostAsync();
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Empty(_restarts.Seen);
        _workers[0].End("App1");

        Assert.Equal(HttpStatusCode.OK, (await job).StatusCode);
        await DoneAsync("done");
        using var third = await PostAsync();
        Assert.Equal(HttpStatusCode.Accepted, third.StatusCode);
        await DoneAsync("done");
    }

    [Fact]
    public async Task Post_AWorkerSomebodyDrained_IsRestartedAndLeftDrained()
    {
        using var draining = await _client.PutAsync("/admin/workers/2/state", new StringContent("""{"state":"draining"}""", Encoding.UTF8, "application/json"), Token);

        using var begun = await PostAsync();
        await DoneAsync("done");

        Assert.Equal(3, _restarts.Seen.Count);
        Assert.Equal(["healthy", "drained", "healthy"], (await WorkersAsync()).Select(worker => Text(worker, "state")));
    }

    [Fact]
    public async Task Post_OneDoesNotStart_EndsThereAndSaysWhy()
    {
        _restarts.Look = id => id == "2" ? throw new InvalidOperationException("Port 8082 is in use.") : Task.FromResult(id);

        using var begun = await PostAsync();
        await DoneAsync("failed");

        Assert.Equal(["1"], _restarts.Seen); // the third goes on as it is
        Assert.Equal("Worker 2: Port 8082 is in use.", Text(await RestartAsync(), "fault"));

        // Begun again once that is mended, it is as if nothing had been.
        _restarts.Look = Task.FromResult;
        using var again = await PostAsync();
        await DoneAsync("done");
        Assert.Equal(["1", "1", "2", "3"], _restarts.Seen);
        Assert.All(await WorkersAsync(), worker => Assert.Equal("healthy", Text(worker, "state")));
    }

    [Fact]
    public async Task Post_TheOnlyWorker_IsNotTakenAway()
    {
        _client.Dispose();
        await _broker.DisposeAsync();
        await StartAsync(1);

        using var begun = await PostAsync();
        await DoneAsync("failed");

        Assert.Contains("only worker", Text(await RestartAsync(), "fault"), StringComparison.Ordinal);
        Assert.Equal("healthy", Text(Assert.Single(await WorkersAsync()), "state"));
    }

    [Fact]
    public async Task Post_ABrokerWhoseWorkersRunElsewhere_SaysHowItIsDoneThere()
    {
        await using var broker = new BrokerFactory([_workers[0].Address]);
        using var client = broker.CreateClient();

        using var answer = await client.PostAsync("/admin/restart", null, Token);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("lb drain 2", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await client.GetStringAsync("/admin/restart", Token));
        Assert.Equal("none", Text(json.RootElement, "state"));
    }

    private async Task StartAsync(int workers)
    {
        _restarts.Ids = [.. Enumerable.Range(1, workers).Select(id => $"{id}")];
        _broker = BrokerHost.Build(
            ["--Broker:Port=0", "--Broker:BindAddress=127.0.0.1"],
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton<IWorkerRestarts>(_restarts);
            },
            [.. _workers.Take(workers).Select(worker => worker.Address)]);
        await _broker.StartAsync(Token);
        _client = new HttpClient { BaseAddress = new Uri(_broker.Urls.First()) };
    }

    private Task DoneAsync(string state) => Eventually.HoldsAsync(async () => Text(await RestartAsync(), "state") == state, $"the restart is {state}");

    private Task<HttpResponseMessage> PostAsync() => _client.PostAsync("/admin/restart", null, Token);

    private Task<HttpResponseMessage> SendAsync(string job) => _client.PostAsync("/process", new StringContent(job, Encoding.UTF8, "text/plain"), Token);

    private async Task<JsonElement[]> WorkersAsync() => [.. (await GetAsync("/admin/workers")).EnumerateArray()];

    private Task<JsonElement> RestartAsync() => GetAsync("/admin/restart");

    private async Task<JsonElement> GetAsync(string path)
    {
        using var json = JsonDocument.Parse(await _client.GetStringAsync(path, Token));
        return json.RootElement.Clone();
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private sealed class Restarts : IWorkerRestarts
    {
        public IReadOnlyList<string> Ids { get; set; } = [];

        public Func<string, Task<string>> Look { get; set; } = Task.FromResult;

        public ConcurrentQueue<string> Seen { get; } = new();

        public async Task RestartAsync(string id, CancellationToken cancellationToken) => Seen.Enqueue(await Look(id));
    }
}
