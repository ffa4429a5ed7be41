using System.Text.Json;
using Client.Cli.Tests.Stubs;
using Microsoft.AspNetCore.Http;

namespace Client.Cli.Tests.Commands;

/// <summary><c>lb top</c> without a terminal, against a broker that says what the test wants; in a terminal it is tried end to end.</summary>
public sealed class TopCommandTests
{
    private const string Hello = "event: hello\ndata: {\"mayAct\":true,\"hasKey\":false}\n\n";
    private const string Layout =
        """
        event: layout
        data: {"started":"2026-01-01T00:00:00Z","policies":[],"clusters":[{"id":"workers","policy":"round-robin","dispatch":{},"workers":[{"id":"1","address":"http://localhost:8081/"}]}]}


        """;

    private const string Second =
        """
        event: history
        data: {"points":[[1,100,1,2,20,3,4,0,0,0],[2,30,1,2,7,3,4,0,0,0]],"marks":[],"short":{"jobs":3,"p50":5,"p99":9},"long":{"jobs":0,"p50":0,"p99":0},"decisions":[],"applications":[]}


        """;

    private const string Tick =
        """
        event: tick
        data: {"at":1,"layout":1,"counts":{"forwarded":12,"failed":0,"retried":0,"refused":0},"clusters":[{"state":[0],"inFlight":[3],"shorts":[1],"longs":[2],"slots":[8],"queued":[0],"why":{},"slow":[],"queue":{"shorts":0,"longs":1,"nextShortMs":null,"nextLongMs":4.5,"slots":8,"runningShorts":1,"runningLongs":2,"heldBack":1,"overtakings":0}}]}


        """;

    [Fact]
    public async Task Top_BehindAPipe_PrintsOneSnapshot()
    {
        await using var broker = await Saying(Hello + Layout + Second + Tick);

        var run = await LbRun.OfAsync("top", "--broker", broker.Address);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("37 jobs/s  slots 3/8 busy  forwarded 12  retried 0  refused 0  failed 0", run.OutputLines);
        Assert.Contains("Short p50 5.0 ms p99 9.0 ms   Long no job yet   (last 5 minutes)", run.OutputLines);
        Assert.Contains("waiting: 0 Short, 1 Long (the next for 4.5 ms)  held back for Shorts: 1 slots", run.OutputLines);
        Assert.Contains("1            open            3/8 SLL.....", run.OutputLines);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task Top_Json_IsOneObject()
    {
        await using var broker = await Saying(Hello + Layout + Second + Tick);

        var run = await LbRun.OfAsync("top", "--json", "--broker", broker.Address);

        var top = JsonElement.Parse(Assert.Single(run.OutputLines));
        var worker = top.GetProperty("clusters")[0].GetProperty("workers")[0];
        Assert.Equal((37, "open", 3, 8), (top.GetProperty("jobsPerSecond").GetDouble(), worker.GetProperty("state").GetString(), worker.GetProperty("inFlight").GetInt32(), worker.GetProperty("slots").GetInt32()));
    }

    [Fact]
    public async Task Top_TheKey_IsShownToTheBroker()
    {
        await using var broker = await Saying(Hello + Layout + Second + Tick);

        await LbRun.OfAsync("top", "--once", "--key", "a-key-of-sixteen-0", "--broker", broker.Address);

        Assert.Equal("Bearer a-key-of-sixteen-0", Assert.Single(broker.Keys));
    }

    [Theory]
    [InlineData("event: layout\ndata: {\"other\":1}\n\n", "lb: The broker's event 'layout' has a form that this lb does not know; take the lb of the broker's version.")]
    [InlineData(Hello, "ended its stream of events at once.")]
    public async Task Top_ABrokerThatSaysSomethingElse_IsOneLine(string events, string expected)
    {
        await using var broker = await Saying(events);

        var run = await LbRun.OfAsync("top", "--once", "--broker", broker.Address);

        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_ABrokerThatRefuses_SaysWhy()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.RefuseAsync(
            context, new Job.Contracts.JobProblem(Title: "Unauthorized", Status: 401, Detail: "This broker has an admin key.")));

        var run = await LbRun.OfAsync("top", "--broker", broker.Address);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("401 Unauthorized: This broker has an admin key. Give its key with --key KEY or LB_ADMIN_KEY.", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    private static Task<StubBroker> Saying(string events) => StubBroker.StartRawAsync(async (context, _) =>
    {
        Assert.Equal("/dashboard/events", context.Request.Path);
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(events.ReplaceLineEndings("\n"));
    });
}
