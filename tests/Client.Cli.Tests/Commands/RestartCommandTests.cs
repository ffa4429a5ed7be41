using Client.Cli.Tests.Stubs;
using Job.Contracts;
using Microsoft.AspNetCore.Http;

namespace Client.Cli.Tests.Commands;

public sealed class RestartCommandTests
{
    [Fact]
    public async Task Restart_Rolling_TellsEachWorkerOnceAndEndsWithTheLast()
    {
        var looks = 0;
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(
            context, Interlocked.Increment(ref looks) switch { 1 => State("running", 0), 2 or 3 => State("running", 1), _ => State("done", 2) }));

        var run = await LbRun.OfAsync("restart", "--rolling", "--broker", broker.Address);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["Worker 1 was restarted.", "Worker 2 was restarted."], run.OutputLines);
        Assert.Equal(["POST /admin/restart", "GET /admin/restart", "GET /admin/restart", "GET /admin/restart"], broker.Requests);
    }

    [Fact]
    public async Task Restart_Fails_SaysWhatTheBrokerSays()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(
            context, new { state = "failed", workers = new[] { new { id = "1", state = "restarting" } }, fault = "Worker 1: Port 8081 is in use." }));

        var run = await LbRun.OfAsync("restart", "--rolling", "--broker", broker.Address);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal(["lb restart: Worker 1: Port 8081 is in use."], run.ErrorLines);
    }

    [Fact]
    public async Task Restart_NoLbUp_IsOneLineWithTheBrokersWords()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.RefuseAsync(
            context, new JobProblem(Title: "Conflict", Status: StatusCodes.Status409Conflict, Detail: "This broker does not run its workers itself.")));

        var run = await LbRun.OfAsync("restart", "--rolling", "--broker", broker.Address);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("does not run its workers itself", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_WithoutRolling_IsWrongUsage()
    {
        var run = await LbRun.OfAsync("restart");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("lb: restart needs --rolling", run.ErrorLines[0], StringComparison.Ordinal);
    }

    private static object State(string state, int restarted) => new
    {
        state,
        workers = Enumerable.Range(1, 2).Select(id => new { id = $"{id}", state = id <= restarted ? "restarted" : "waiting" }).ToArray(),
    };
}
