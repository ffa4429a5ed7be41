using System.Net;
using Worker.Api.Tests.Hosts;

namespace Worker.Api.Tests;

public class DrainTests
{
    [Fact]
    public async Task Stop_JobsRunningAndWaiting_AreFinishedWhileNewOnesGet503()
    {
        using var handler = new GatedHandler();
        await using var worker = await WorkerServer.StartAsync(new WorkerOptions { Slots = 1 }, handler: handler);
        var running = worker.SendAsync("App1");
        await worker.UntilLoadAsync(1, 0);
        var waiting = worker.SendAsync("App2");
        await worker.UntilLoadAsync(1, 1);
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(worker));

        var stopping = worker.App.StopAsync(TestContext.Current.CancellationToken);
        await UntilAsync(async () => await ReadyAsync(worker) == HttpStatusCode.ServiceUnavailable);
        using var refused = await worker.SendAsync("App3");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        Assert.True(refused.Headers.ConnectionClose);
        Assert.Equal(503, (await WorkerServer.ProblemOf(refused)).Status);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(worker, "/health/live"));
        Assert.False(stopping.IsCompleted);

        handler.Release(2);
        Assert.All(await Task.WhenAll(running, waiting), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await stopping.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(["App1", "App2"], handler.Begun);
        await Assert.ThrowsAsync<HttpRequestException>(() => worker.SendAsync("App4"));
    }

    private static Task<HttpStatusCode> ReadyAsync(WorkerServer worker) => StatusAsync(worker, "/health/ready");

    private static async Task<HttpStatusCode> StatusAsync(WorkerServer worker, string path)
    {
        using var answer = await worker.Client.GetAsync(path, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var end = Environment.TickCount64 + 30_000;
        while (!await condition())
        {
            Assert.True(Environment.TickCount64 < end, "Not within 30 s: readiness turns 503");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
