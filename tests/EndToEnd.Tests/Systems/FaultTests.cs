using System.Net;
using EndToEnd.Tests.Processes;

namespace EndToEnd.Tests.Systems;

/// <summary>Workers die and come back, policies change, all under load.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task Worker_KilledUnderLoad_NoJobFailsAndItIsTakenInAgain()
    {
        await using var system = await TestSystem.StartAsync();
        await using var load = new Load(system, clients: 6);
        await load.ReachesAsync(500);

        await system.Worker(2).KillAsync();
        await Wait.UntilAsync(async () => await StateAsync(system) == "unhealthy", () => "worker 2 is unhealthy");
        await load.ReachesAsync(load.Done + 1000);
        await system.Broker.LineAsync("warn: Worker 2 at http://127.0.0.1:");

        await system.RestartWorkerAsync(2);
        await Wait.UntilAsync(async () => await StateAsync(system) == "healthy", () => "worker 2 is healthy again");
        await system.Broker.LineAsync("Worker 2 at http://127.0.0.1:");
        var before = await AssignedAsync(system);
        await Wait.UntilAsync(async () => await AssignedAsync(system) > before, () => "worker 2 gets jobs again");
        await load.ReachesAsync(3000);

        Assert.Empty(load.Failures);
        await load.StopAsync();
        await system.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Worker_KilledUnderLoadOfJobsThatMayRunOnce_NoneRunsTwiceAndFailuresAreHonest()
    {
        await using var system = await TestSystem.StartAsync(["--Broker:Retry:Repeatable=false"], ["--short", "20ms", "--long", "100ms"]);
        await using var load = new Load(system, clients: 12);
        await load.ReachesAsync(100);

        await system.Worker(2).KillAsync();
        await Wait.UntilAsync(async () => await StateAsync(system) == "unhealthy", () => "worker 2 is unhealthy");
        await load.ReachesAsync(load.Done + 500);
        await load.StopAsync();

        // Each of the twelve clients can have had one job inside the dead worker; nobody else notices anything.
        Assert.InRange(load.Failed, 0, 12);
        Assert.All(load.Failures, failure => Assert.True(
            failure.Status is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout && failure.Text.Contains("Worker 2", StringComparison.Ordinal), failure.ToString()));
        Assert.All(system.Runs(), run => Assert.Equal(1, run.Value));
        Assert.NotEmpty(system.Runs());
        await system.NothingIsLeftAsync();
    }

    [Fact]
    public async Task AllWorkers_Killed_Is503UntilOneReturns()
    {
        await using var system = await TestSystem.StartAsync();
        foreach (var id in new[] { 1, 2, 3 })
        {
            await system.Worker(id).KillAsync();
        }

        using (var refused = await system.SendAsync("App1:Short"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        await Wait.UntilAsync(
            async () => await system.StatusAsync("health/ready") == HttpStatusCode.ServiceUnavailable, () => "the broker is not ready");
        await system.RestartWorkerAsync(3);
        await Wait.UntilAsync(
            async () =>
            {
                using var answer = await system.SendAsync("App1:Short");
                return answer.StatusCode == HttpStatusCode.OK;
            },
            () => "jobs are served again");
    }

    [Fact]
    public async Task Policy_ChangedUnderLoad_LosesNoJob()
    {
        await using var system = await TestSystem.StartAsync();
        await using var load = new Load(system, clients: 6);

        for (var change = 0; change < 20; change++)
        {
            await system.SetPolicyAsync(change % 2 == 0 ? "least-requests" : "round-robin");
            await load.ReachesAsync(load.Done + 10);
        }

        Assert.Equal(0, load.Failed);
    }

    private static async Task<string?> StateAsync(TestSystem system)
        => (await system.GetAsync("admin/workers"))[1].GetProperty("state").GetString();

    private static async Task<int> AssignedAsync(TestSystem system)
        => (await system.GetAsync("admin/workers"))[1].GetProperty("assigned").GetInt32();
}
