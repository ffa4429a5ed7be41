using System.Diagnostics;
using System.Net;
using EndToEnd.Tests.Processes;
using Sockets;

namespace EndToEnd.Tests.Systems;

/// <summary>Workers flap, answer nothing but errors, or are nearly all gone: no job that may be repeated fails.</summary>
public sealed class HealthTests
{
    private const int Jobs = 3000;
    private const int FailuresInRow = 5;

    [Theory]
    [InlineData("500 Internal Server Error", "", "least-requests")]
    [InlineData("503 Service Unavailable", "Retry-After: 2\r\n", "round-robin")]
    public async Task Worker_AnswersEverythingAtOnceWithAnError_NoJobFailsAndItDoesNotAttractTheLoad(string status, string header, string policy)
    {
        const int Clients = 8;
        await using var bad = RawBackend.Answers(status, header);
        await using var system = await TestSystem.StartAsync(["--policy", policy, $"--ReverseProxy:Clusters:workers:Destinations:3:Address={bad.Address}/"]);
        await using var load = new Load(system, Clients);

        await load.ReachesAsync(Jobs);
        var worker = (await system.GetAsync("admin/workers"))[2];
        await load.StopAsync();

        Assert.Empty(load.Failures);
        var times = worker.GetProperty("ejected").GetProperty("times").GetInt32();
        Assert.InRange(bad.Received, FailuresInRow, FailuresInRow + (3 * Clients) + times); // those there until the verdict fell, then one for each trial
        await system.Broker.LineAsync($"warn: Worker 3 at {bad.Address}/ was ejected for ");
        await system.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Worker_Flaps_NoJobFails()
    {
        await using var system = await TestSystem.StartAsync();
        await using var load = new Load(system, clients: 8);
        for (var round = 0; round < 2; round++)
        {
            await PassAsync();
            await system.Worker(2).KillAsync();
            await PassAsync();
            await system.RestartWorkerAsync(2);
        }

        await load.ReachesAsync(Jobs);
        await load.StopAsync();

        Assert.Empty(load.Failures);
        await system.NothingIsLeftAsync();

        // The fault is made of time: two seconds up, two seconds down.
        static Task PassAsync() => Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Workers_OneLeftOfThree_NoJobFails()
    {
        await using var system = await TestSystem.StartAsync();
        await using var load = new Load(system, clients: 8);
        await load.ReachesAsync(500);

        await system.Worker(1).KillAsync();
        await load.ReachesAsync(load.Done + 500); // a job that two of them die under is taken for what ends them
        await system.Worker(3).KillAsync();
        await load.ReachesAsync(load.Done + Jobs);
        await load.StopAsync();

        Assert.Empty(load.Failures);
        Assert.Equal(["unhealthy", "healthy", "unhealthy"], (await system.GetAsync("admin/workers")).EnumerateArray().Select(one => one.GetProperty("state").GetString()));
        await system.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Workers_AllGoneUnderLoad_Is503WithinASecondAndServedWithinThreeOfTheFirstReturn()
    {
        await using var system = await TestSystem.StartAsync();
        await using (var load = new Load(system, clients: 8))
        {
            await load.ReachesAsync(500);
            await Task.WhenAll(Enumerable.Range(1, 3).Select(id => system.Worker(id).KillAsync()));
            await Wait.UntilAsync(() => load.Failed > 500, () => $"jobs are refused; {load.Failed} are");

            await load.StopAsync();
            Assert.All(load.Failures, failure => Assert.True(
                failure.Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway, failure.ToString()));
        }

        var watch = Stopwatch.StartNew();
        using (var refused = await system.SendAsync("App1:Short"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await system.RestartWorkerAsync(3);
        watch.Restart();
        await Wait.UntilAsync(
            async () =>
            {
                using var answer = await system.SendAsync("App1:Short");
                return answer.StatusCode == HttpStatusCode.OK;
            },
            () => "jobs are served again");

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        await system.NothingIsLeftAsync();
    }
}
