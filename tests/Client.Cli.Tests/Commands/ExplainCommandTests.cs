using Client.Cli.Tests.Stubs;

namespace Client.Cli.Tests.Commands;

public sealed class ExplainCommandTests
{
    private static readonly object[] Decisions =
    [
        Decision("App2", "Short", "2", 3.25, "Waited 3.3 ms (4 waited when it came) to worker 2: round-robin among 1 with a free slot of 2 open."),
        Decision("App1", "Long", null, 0, "Refused: the queue was full."),
    ];

    [Fact]
    public async Task Explain_AllApplications_IsATableFromTheEarliestOn()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(context, Decisions));

        var run = await LbRun.OfAsync("explain", "--broker", broker.Address);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(3, run.OutputLines.Length);
        Assert.Matches(@"^time +application +type +worker +queue ms +expected +took +in flight +why", run.OutputLines[0]);
        Assert.Matches(@"App1 +Long +- +0\.0 +5\.1 +- +1:3/8 2:0 +Refused: the queue was full\.", run.OutputLines[1]);
        Assert.Matches(@"App2 +Short +2 +3\.3 +5\.1 +4\.9 +1:3/8 2:0 +Waited 3\.3 ms", run.OutputLines[2]);
        Assert.Equal(["GET /admin/decisions"], broker.Requests);
    }

    [Fact]
    public async Task Explain_OneApplication_AsksForItByName()
    {
        string? query = null;
        await using var broker = await StubBroker.StartRawAsync((context, _) =>
        {
            query = context.Request.QueryString.Value;
            return StubBroker.JsonAsync(context, Array.Empty<object>());
        });

        var run = await LbRun.OfAsync("explain", "App & Co", "--last", "5", "--broker", broker.Address);

        Assert.Equal((0, "", "?last=5&applicationId=App%20%26%20Co"), (run.ExitCode, run.Output, query));
        Assert.Equal([$"The broker at {broker.Address} has dispatched no job of 'App & Co' among its last 1,000."], run.ErrorLines);
    }

    [Fact]
    public async Task Explain_Json_IsOneObjectALine()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(context, Decisions));

        var run = await LbRun.OfAsync("explain", "--json", "--broker", broker.Address);

        Assert.Equal(2, run.OutputLines.Length);
        Assert.All(run.OutputLines, line => Assert.StartsWith("{\"at\":", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    public async Task Explain_LastOutOfRange_IsWrongUsage(string last)
        => Assert.Equal(2, (await LbRun.OfAsync("explain", "--last", last)).ExitCode);

    private static object Decision(string application, string type, string? worker, double queue, string why) => new
    {
        at = "2026-01-02T03:04:05.678Z",
        applicationId = application,
        type,
        worker,
        queueMs = queue,
        expectedMs = 5.1,
        actualMs = worker is null ? (double?)null : 4.9,
        why,
        candidates = new object[] { new { worker = "1", inFlight = 3, slots = 8 }, new { worker = "2", inFlight = 0, slots = (int?)null } },
    };
}
