using System.Net;
using EndToEnd.Tests.Processes;

namespace EndToEnd.Tests.Systems;

/// <summary>A worker that is stopped (SIGSTOP) takes connections and jobs, and answers none, until it goes on (SIGCONT).</summary>
public sealed class StoppedWorkerTests
{
    [Theory]
    [InlineData(true, 10)]
    [InlineData(false, 5)]
    public async Task Worker_StoppedUnderLoad_CostsAMomentAndNoRepeatableJob(bool repeatable, int seconds)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no signals to send
        }

        // Health checks have half a minute here: it is the time for the first byte alone that finds it out.
        await using var system = await TestSystem.StartAsync([$"--Broker:Retry:Repeatable={repeatable}"]);
        await using var load = new Load(system, clients: 16);
        await load.ReachesAsync(500);

        await system.Worker(2).SignalAsync("STOP");
        var since = Environment.TickCount64;
        await Wait.UntilAsync(() => Environment.TickCount64 - since > seconds * 1000, () => "it has been stopped for a while");
        await system.Worker(2).SignalAsync("CONT");
        await load.ReachesAsync(Math.Max(3000, load.Done + 500));
        await load.StopAsync();

        if (repeatable)
        {
            Assert.Empty(load.Failures);
            Assert.True(load.SlowestShort < TimeSpan.FromSeconds(seconds), $"a Short took {load.SlowestShort}"); // not until the worker went on
        }

        Assert.All(load.Failures, failure => Assert.True(
            failure.Status is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout && failure.Text.Contains("Worker 2", StringComparison.Ordinal), failure.ToString()));
        Assert.All(system.Runs(), run => Assert.InRange(run.Value, 1, repeatable ? 3 : 1));
        await system.NothingIsLeftAsync();
        await Wait.UntilAsync(
            async () => (await system.LoadOfAsync(2)).GetProperty("inFlight").GetInt32() == 0, () => "the stopped worker has let go of what it held");
    }
}
