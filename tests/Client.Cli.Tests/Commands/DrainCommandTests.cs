using Client.Cli.Tests.Stubs;
using Job.Contracts;
using Microsoft.AspNetCore.Http;

namespace Client.Cli.Tests.Commands;

public sealed class DrainCommandTests
{
    [Fact]
    public async Task Drain_JobsInside_WaitsUntilTheBrokerSaysDrained()
    {
        var looks = 0;
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(
            context, new[] { Worker("2", context.Request.Method == "PUT" || Interlocked.Increment(ref looks) < 3 ? "draining" : "drained") }));

        var run = await LbRun.OfAsync("drain", "2", "--broker", broker.Address);

        Assert.Equal((0, "Worker 2 is drained."), (run.ExitCode, Assert.Single(run.OutputLines)));
        Assert.StartsWith("Worker 2 gets no more jobs; 3 in flight", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal(
            ["""PUT /admin/workers/2/state {"state":"draining"}""", "GET /admin/workers", "GET /admin/workers", "GET /admin/workers"], broker.Requests);
    }

    [Fact]
    public async Task Drain_NoWait_AsksNothingMore()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(context, new[] { Worker("2", "draining") }));

        var run = await LbRun.OfAsync("drain", "1", "2", "--no-wait", "--broker", broker.Address);

        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.Equal(
            ["""PUT /admin/workers/1/state {"state":"draining"}""", """PUT /admin/workers/2/state {"state":"draining"}"""], broker.Requests);
    }

    [Fact]
    public async Task Drain_WorkerEndsMeanwhile_IsDrained()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(
            context, context.Request.Method == "PUT" ? [Worker("2", "draining")] : new[] { Worker("1", "healthy") }));

        var run = await LbRun.OfAsync("drain", "2", "--broker", broker.Address);

        Assert.Equal((0, "Worker 2 is drained."), (run.ExitCode, Assert.Single(run.OutputLines)));
    }

    [Fact]
    public async Task Drain_SomebodyOpensItAgain_Fails()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(
            context, new[] { Worker("2", context.Request.Method == "PUT" ? "draining" : "healthy") }));

        var run = await LbRun.OfAsync("drain", "2", "--broker", broker.Address);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal("lb drain: Worker 2 was opened again by somebody else.", run.ErrorLines[^1]);
    }

    [Fact]
    public async Task Drain_JobsNeverEnd_GivesUpAfterTheTimeout()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(context, new[] { Worker("2", "draining") }));

        var run = await LbRun.OfAsync("drain", "2", "--timeout", "10ms", "--broker", broker.Address);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("3 jobs are still in flight at 2", run.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_UnknownWorker_IsOneLineWithTheBrokersWords()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.RefuseAsync(
            context, new JobProblem(Title: "Not Found", Status: StatusCodes.Status404NotFound, Detail: "There is no worker '9'; there are 1, 2, 3.")));

        var run = await LbRun.OfAsync("drain", "9", "--broker", broker.Address);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal([$"lb: The broker at {broker.Address} refused: 404 Not Found: There is no worker '9'; there are 1, 2, 3."], run.ErrorLines);
    }

    [Fact]
    public async Task Open_SeveralWorkers_OpensEach()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(context, new[] { Worker("2", "healthy") }));

        var run = await LbRun.OfAsync("open", "2", "3", "--broker", broker.Address);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["Worker 2 is open again: healthy.", "Worker 3 is open again: healthy."], run.OutputLines);
        Assert.Equal("""PUT /admin/workers/3/state {"state":"open"}""", broker.Requests.Last());
    }

    [Theory]
    [InlineData("drain")]
    [InlineData("open")]
    public async Task DrainAndOpen_WithoutAnId_AreWrongUsage(string command)
    {
        var run = await LbRun.OfAsync(command);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
    }

    private static object Worker(string id, string state)
        => new { id, cluster = "workers", address = "http://127.0.0.1:8082/", state, inFlight = state == "draining" ? 3 : 0, assigned = 7, failed = 0 };
}
