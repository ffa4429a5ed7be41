using System.Net;
using System.Text.Json;

namespace Broker.Api.Tests.Timeouts;

/// <summary>A job that nobody waits for any more is ended at its worker, the real one, and its slot is free at once.</summary>
public sealed class CancelTests : IAsyncDisposable
{
    private readonly TestCluster _cluster = new(worker: new Dictionary<string, string> { ["Worker:Slots"] = "1", ["Worker:Simulate:Long"] = "00:10:00" });
    private readonly HttpClient _worker = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _worker.Dispose();
        return _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Client_LeavesALongJob_TheWorkerStopsAndTakesTheNext()
    {
        using var leaving = new CancellationTokenSource();
        var job = _cluster.Client.PostAsync("/process", new StringContent("App1:Long"), leaving.Token);
        await Eventually.HoldsAsync(async () => await InFlightAsync(1) == 1, "the job runs");

        await leaving.CancelAsync();

        await Eventually.HoldsAsync(async () => await InFlightAsync(1) == 0, "the worker has stopped"); // not in ten minutes
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job);
        await TakesTheNextAsync();
    }

    [Fact]
    public async Task Deadline_PassesAtTheWorker_Is504AndTheWorkerStops()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/process") { Content = new StringContent("App1:Long") };
        request.Headers.Add("Request-Timeout", "0.3");

        using var answer = await _cluster.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        await Eventually.HoldsAsync(async () => await InFlightAsync(1) == 0, "the worker has stopped");
        await TakesTheNextAsync();
    }

    private async Task TakesTheNextAsync()
    {
        for (var job = 0; job < 3; job++)
        {
            using var next = await _cluster.Client.PostAsync("/process", new StringContent("App2:Short"), Token);
            Assert.Equal(HttpStatusCode.OK, next.StatusCode); // one of them by the worker that had the other
        }

        await Eventually.HoldsAsync(
            async () =>
            {
                using var stats = JsonDocument.Parse(await _cluster.Client.GetStringAsync("/admin/stats", Token));
                return (stats.RootElement.GetProperty("inFlight").GetInt32(), stats.RootElement.GetProperty("queued").GetInt32()) == (0, 0);
            },
            "nothing is left");
    }

    private async Task<int> InFlightAsync(int worker)
    {
        using var load = JsonDocument.Parse(await _worker.GetStringAsync(new Uri(_cluster.Worker(worker).Address, "load"), Token));
        return load.RootElement.GetProperty("inFlight").GetInt32();
    }
}
