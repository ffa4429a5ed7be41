using Worker.Api.Tests.Hosts;

namespace Worker.Api.Tests;

public class WorkerHostTests
{
    [Fact]
    public async Task BuildAll_ThreeWorkers_CountIdsAndPortsUpAndSayTheContractsLines()
    {
        var hosts = WorkerHost.BuildAll(new WorkerOptions());
        Assert.Equal([8081, 8082, 8083], hosts.Select(host => host.Port));
        Assert.Equal(
            ["Worker server 1 listening on port 8081...", "Worker server 2 listening on port 8082...", "Worker server 3 listening on port 8083..."],
            hosts.Select(host => host.ReadyLine(host.Port)));
        foreach (var host in hosts)
        {
            await host.App.DisposeAsync();
        }
    }

    [Fact]
    public async Task Build_UrlsOfDotNetAndOneWorker_ListensThere()
    {
        await using var worker = WorkerHost.Build(new WorkerOptions { Count = 1, FirstPort = 1 }, 0, ["--urls=http://127.0.0.1:0"]);
        await worker.StartAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("http://127.0.0.1:", Assert.Single(worker.Urls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_SecondWorkerOfAProcess_AnswersInItsOwnName()
    {
        await using var worker = await WorkerServer.StartAsync(new WorkerOptions { FirstId = 4 }, index: 1);
        using var answer = await worker.Client.PostAsync("/process", new StringContent("A:Short"), TestContext.Current.CancellationToken);
        Assert.StartsWith("Worker 5 ", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
