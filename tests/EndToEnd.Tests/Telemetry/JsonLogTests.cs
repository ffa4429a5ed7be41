using System.Text.Json;
using EndToEnd.Tests.Processes;
using EndToEnd.Tests.Systems;

namespace EndToEnd.Tests.Telemetry;

/// <summary><c>--log json</c>: every line of both streams is an object, and those of one job have one trace.</summary>
public sealed class JsonLogTests
{
    [Fact]
    public async Task Job_LinesOfBrokerAndWorker_HaveOneTrace()
    {
        await using var system = await StartAsync();

        using var answer = await system.SendAsync("App1:Short");

        var (broker, worker) = (await LineAsync(system.Broker, "Broker: Forwarded"), await WorkersLineAsync(system, "processed"));
        Assert.Equal("info", broker.GetProperty("level").GetString());
        Assert.Equal("App1", broker.GetProperty("fields").GetProperty("ApplicationId").GetString());
        Assert.Equal(JsonValueKind.Number, broker.GetProperty("fields").GetProperty("Port").ValueKind);
        Assert.Matches("^[0-9a-f]{32}$", broker.GetProperty("traceId").GetString());
        Assert.Equal(broker.GetProperty("traceId").GetString(), worker.GetProperty("traceId").GetString());
        Assert.Equal("Forwarded", broker.GetProperty("event").GetString());
    }

    [Fact]
    public async Task Programs_EveryLineTheySay_IsAnObject()
    {
        await using var system = await StartAsync();
        using var answer = await system.SendAsync("App1:Short");
        await system.Worker(1).KillAsync();
        await LineAsync(system.Broker, "fails its health checks");
        await system.Broker.SignalAsync("TERM");
        await system.Broker.ExitCodeAsync();

        var lines = system.Broker.Output.Concat(system.Broker.Error).ToArray();
        Assert.All(lines, line => Assert.NotNull(Read(line).GetProperty("message").GetString()));
        Assert.Contains(lines, line => Read(line).GetProperty("message").GetString()!.StartsWith("Broker server running on port ", StringComparison.Ordinal));
        Assert.Contains(system.Broker.Error, line => Read(line).GetProperty("level").GetString() == "warn");
    }

    [Fact]
    public async Task Up_EveryLineItSays_IsAnObject()
    {
        await using var up = ProgramProcess.Start(Programs.Client, "up", "--port", "0", "--first-port", "0", "--workers", "2", "--log", "json");
        await LineAsync(up, "Broker server running");
        await up.SignalAsync("TERM");
        Assert.Equal(0, await up.ExitCodeAsync());

        Assert.Equal(3, up.Output.Count);
        Assert.All(up.Output, line => Assert.Equal("info", Read(line).GetProperty("level").GetString()));
    }

    private static async Task<TestSystem> StartAsync() => await TestSystem.StartAsync(["--log", "json"], ["--log", "json", "--short", "1ms"]);

    private static async Task<JsonElement> WorkersLineAsync(TestSystem system, string part)
    {
        JsonElement? found = null;
        await Wait.UntilAsync(
            () => (found = Enumerable.Range(1, 3).Select(id => Find(system.Worker(id), part)).FirstOrDefault(line => line is not null)) is not null, () => $"a worker says '{part}'");
        return found!.Value;
    }

    private static async Task<JsonElement> LineAsync(ProgramProcess program, string part)
    {
        JsonElement? found = null;
        await Wait.UntilAsync(() => (found = Find(program, part)) is not null, () => $"it says '{part}'. {program.Everything}");
        return found!.Value;
    }

    private static JsonElement? Find(ProgramProcess program, string part)
        => program.Output.Concat(program.Error).FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal)) is { } line ? Read(line) : null;

    private static JsonElement Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
