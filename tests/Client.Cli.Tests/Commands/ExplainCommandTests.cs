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

    [Fact]
    public async Task Explain_ATrace_TellsTheLifeOfItsJob()
    {
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        string? query = null;
        await using var broker = await StubBroker.StartRawAsync((context, _) =>
        {
            query = context.Request.QueryString.Value;
            return StubBroker.JsonAsync(context, new[]
            {
                Try(trace, 2, "2", "2026-01-02T03:04:05.700Z", 2, 7.5, "answered", "Try 2: the worker before did not answer it."),
                Try(trace, 1, "1", "2026-01-02T03:04:05.678Z", 3, 20, "broke-off", "Waited 3.0 ms (4 waited when it came) to worker 1."),
            });
        });

        var run = await LbRun.OfAsync("explain", trace, "--broker", broker.Address);

        string Clock(string at) => DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture).ToLocalTime().ToString("HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal((0, $"?last=20&traceId={trace}"), (run.ExitCode, query));
        Assert.Equal(
            [
                $"Short of App1, trace {trace}",
                $"  {Clock("2026-01-02T03:04:05.675Z")}  received",
                $"  {Clock("2026-01-02T03:04:05.678Z")}  +3.0 ms  Waited 3.0 ms (4 waited when it came) to worker 1.",
                "                the workers held 1: 3 of 8, 2: 0",
                $"  {Clock("2026-01-02T03:04:05.698Z")}  +23.0 ms  worker 1: broke-off after 20.0 ms; expected were 5.0 ms, so 4.0 times that",
                $"  {Clock("2026-01-02T03:04:05.700Z")}  +25.0 ms  Try 2: the worker before did not answer it.",
                "                the workers held 1: 3 of 8, 2: 0",
                $"  {Clock("2026-01-02T03:04:05.707Z")}  +32.5 ms  worker 2: answered after 7.5 ms; expected were 5.0 ms, so 1.5 times that",
                "  32.5 ms in all, 3.0 ms of them before it went to a worker",
            ],
            run.OutputLines);
    }

    [Fact]
    public async Task Explain_ATraceThatIsUnknown_IsAFailure()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(context, Array.Empty<object>()));

        var run = await LbRun.OfAsync("explain", "4bf92f3577b34da6a3ce929d0e0e4736", "--broker", broker.Address);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal([$"The broker at {broker.Address} has dispatched no job of the trace, or of an application, '4bf92f3577b34da6a3ce929d0e0e4736' among its last 1,000."], run.ErrorLines);
    }

    [Fact]
    public async Task Explain_ATraceOfTwoJobs_TellsEachByItself()
    {
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(context, new[]
        {
            Try(trace, 1, "2", "2026-01-02T03:04:05.700Z", 2, 7.5, "answered", "Went at once to worker 2.", job: 8),
            Try(trace, 1, "1", "2026-01-02T03:04:05.678Z", 3, 20, "answered", "Went at once to worker 1.", job: 7),
        }));

        var run = await LbRun.OfAsync("explain", trace, "--broker", broker.Address);

        Assert.Equal(2, run.OutputLines.Count(line => line == $"Short of App1, trace {trace}"));
        Assert.Equal(["  23.0 ms in all, 3.0 ms of them before it went to a worker", "  9.5 ms in all, 2.0 ms of them before it went to a worker"], run.OutputLines.Where(line => line.Contains("in all", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Explain_AnApplicationNamedLikeATrace_IsAnApplication()
    {
        const string name = "4bf92f3577b34da6a3ce929d0e0e4736";
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(
            context, context.Request.Query.ContainsKey("traceId") ? Array.Empty<object>() : [Decision(name, "Short", "2", 3.25, "Waited.")]));

        var run = await LbRun.OfAsync("explain", name, "--broker", broker.Address);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches($@"{name} +Short +2 ", run.OutputLines[1]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    public async Task Explain_LastOutOfRange_IsWrongUsage(string last)
        => Assert.Equal(2, (await LbRun.OfAsync("explain", "--last", last)).ExitCode);

    private static object Try(string traceId, int number, string worker, string at, double queue, double took, string outcome, string why, int job = 7) => new
    {
        at,
        applicationId = "App1",
        traceId,
        cluster = "workers",
        job,
        type = "Short",
        worker,
        @try = number,
        queueMs = queue,
        expectedMs = 5,
        actualMs = took,
        outcome,
        why,
        candidates = new object[] { new { worker = "1", inFlight = 3, slots = 8 }, new { worker = "2", inFlight = 0 } },
    };

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
