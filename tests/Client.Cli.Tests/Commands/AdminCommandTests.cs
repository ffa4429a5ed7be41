using System.Text.Json;
using Client.Cli.Tests.Stubs;
using Job.Contracts;
using Sockets;

namespace Client.Cli.Tests.Commands;

public sealed class AdminCommandTests
{
    private static readonly string[] Policies = ["round-robin", "least-requests", "balanced"];

    private static readonly object[] Workers =
    [
        new { id = "1", cluster = "workers", address = "http://127.0.0.1:8081/", state = "healthy", inFlight = 0, assigned = 12, failed = 0, slots = 8, queued = 2, speed = 0.5, telemetry = "fresh" },
        new { id = "2", cluster = "workers", address = "http://127.0.0.1:8082/", state = "unhealthy", inFlight = 3, assigned = 7, failed = 1, why = "gone" },
    ];

    [Fact]
    public async Task Policy_WithoutName_PrintsTheBareName()
    {
        await using var broker = await PolicyBroker();

        var run = await LbRun.OfAsync("policy", "--broker", broker.Address);

        Assert.Equal((0, "round-robin"), (run.ExitCode, Assert.Single(run.OutputLines)));
        Assert.Equal(["Policies of this broker: round-robin, least-requests, balanced."], run.ErrorLines);
        Assert.Equal(["GET /admin/policy"], broker.Requests);
    }

    [Fact]
    public async Task Policy_WithName_SetsItAndPrintsWhatIsInForce()
    {
        await using var broker = await PolicyBroker();

        var run = await LbRun.OfAsync("policy", "least-requests", "--broker", broker.Address);

        Assert.Equal((0, "least-requests"), (run.ExitCode, Assert.Single(run.OutputLines)));
        Assert.Equal(["""PUT /admin/policy {"policy":"least-requests"}"""], broker.Requests);
    }

    [Fact]
    public async Task Policy_Json_IsOneObject()
    {
        await using var broker = await PolicyBroker();

        var run = await LbRun.OfAsync("policy", "--json", "--broker", broker.Address);

        Assert.Equal("""{"policy":"round-robin","policies":["round-robin","least-requests","balanced"]}""", Assert.Single(run.OutputLines));
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData(400, "Bad Request", "")]
    [InlineData(401, "Unauthorized", " Give its key with --key KEY or LB_ADMIN_KEY.")]
    [InlineData(403, "Forbidden", " Check --key or LB_ADMIN_KEY.")]
    [InlineData(404, "Not Found", "")]
    public async Task Policy_Refused_IsOneLineWithTheDetail(int status, string title, string hint)
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.RefuseAsync(context, new JobProblem(Title: title, Status: status, Detail: "Because.")));

        var run = await LbRun.OfAsync("policy", "nonsense", "--broker", broker.Address);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal([$"lb: The broker at {broker.Address} refused: {status} {title}: Because.{hint}"], run.ErrorLines);
    }

    [Theory]
    [InlineData("by flag", null)]
    [InlineData(null, "by environment")]
    [InlineData("by flag", "by environment")]
    public async Task Workers_Key_TravelsAsBearer(string? flag, string? variable)
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(context, Workers));
        var run = new LbRun();
        if (variable is not null)
        {
            run.Environment["LB_ADMIN_KEY"] = variable.Replace(' ', '-');
        }

        await run.RunAsync(["workers", "--broker", broker.Address, .. flag is null ? Array.Empty<string>() : ["--key", flag.Replace(' ', '-')]]);

        Assert.Equal("Bearer " + (flag ?? variable)!.Replace(' ', '-'), Assert.Single(broker.Keys));
    }

    [Fact]
    public async Task Workers_KeyThatNoHeaderCarries_IsWrongUsageAndNotEchoed()
    {
        var run = await LbRun.OfAsync("workers", "--key", "s3cret\n");

        Assert.Equal(2, run.ExitCode);
        Assert.DoesNotContain("s3cret", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_BehindAPipe_AreBareColumnsWithoutEscapes()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(context, Workers));

        var run = await LbRun.OfAsync("workers", "--broker", broker.Address);

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.Equal(
            [
                ["worker", "address", "state", "in", "flight", "assigned", "failed", "cluster", "slots", "queued", "speed", "telemetry", "why"],
                ["1", "http://127.0.0.1:8081/", "healthy", "0", "12", "0", "workers", "8", "2", "0.5", "fresh", "-"],
                ["2", "http://127.0.0.1:8082/", "unhealthy", "3", "7", "1", "workers", "-", "-", "-", "-", "gone"],
            ],
            run.OutputLines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task Workers_InAWindow_AreFramed()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(context, Workers));
        var run = new LbRun { IsTerminal = true };

        await run.RunAsync("workers", "--broker", broker.Address);

        Assert.Equal(6, run.OutputLines.Length); // two rows, the heading and three lines of frame
        Assert.DoesNotContain('\u001b', run.Output); // this terminal has no colour, as with NO_COLOR
    }

    [Fact]
    public async Task Workers_Json_IsOneObjectALine()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(context, Workers));

        var run = await LbRun.OfAsync("workers", "--json", "--broker", broker.Address);

        Assert.Equal(["1", "2"], run.OutputLines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Workers_AnswerOfAnotherServer_SaysSo()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) => StubBroker.JsonAsync(context, new { hello = "world" }));

        var run = await LbRun.OfAsync("workers", "--broker", broker.Address);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("not a broker's", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_NoBroker_IsOneLine()
    {
        using var gone = new RefusingPort();

        var run = await LbRun.OfAsync("workers", "--broker", gone.Address);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("lb: No broker can be reached at ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    private static Task<StubBroker> PolicyBroker() => StubBroker.StartRawAsync((context, body) =>
    {
        var policy = body.Length == 0 ? Policies[0] : JsonDocument.Parse(body).RootElement.GetProperty("policy").GetString();
        return StubBroker.JsonAsync(context, new { policy, policies = Policies });
    });
}
