using System.Text;
using System.Text.Json;
using Worker.Api.Tests.Hosts;

namespace Worker.Api.Tests.Exec;

/// <summary>What goes into a program, and what comes out of it. Real programs; on Linux and macOS.</summary>
public class ExecHandlerTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("printf '{\"a\":[1,2]}\\n'", """{"a":[1,2]}""")]
    [InlineData("printf 42", "42")]
    [InlineData("printf 'two\\nlines\\n\\n'", "\"two\\nlines\"")]
    [InlineData("printf '{\"a\":1,\"a\":2}'", "\"{\\\"a\\\":1,\\\"a\\\":2}\"")]
    [InlineData("printf '\"\\\\ud800\"'", "\"\\\"\\\\ud800\\\"\"")]
    [InlineData("printf '\\377'", "\"\uFFFD\"")]
    [InlineData("printf ' \\n'", null)]
    [InlineData("exec <&- >&- 2>&-", null)]
    public async Task RunAsync_Output_IsTheResultAsJsonOrText(string script, string? expected)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no sh
        }

        using var program = new Script(script);
        using var handler = program.Handler();

        var result = await handler.RunAsync(Script.Job(), Cancel);

        Assert.Equal(expected is null ? null : JsonSerializer.Serialize(JsonElement.Parse(expected)), result is { } value ? JsonSerializer.Serialize(value) : null);
    }

    [Theory]
    [InlineData("'; touch PWNED; echo '")]
    [InlineData("$(touch PWNED)`touch PWNED`")]
    [InlineData("a\"; touch PWNED #")]
    [InlineData("a\ntouch PWNED\n")]
    [InlineData("a b  c\t* ~ $HOME | touch PWNED & > PWNED")]
    [InlineData("{applicationType}")]
    public async Task RunAsync_HostileId_ReachesTheProgramAsOneArgumentUnread(string id)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no sh
        }

        using var program = new Script("""printf '%s;%s' "$#" "$1$2"; ls "$3" | wc -l >&2""");
        using var handler = program.Handler($"{{applicationId}} {{applicationType}} '{program.PathOf("")}'");
        id = id.Replace("PWNED", program.PathOf("PWNED"), StringComparison.Ordinal);

        var result = await handler.RunAsync(Script.Job(id), Cancel);

        Assert.Equal($"3;{id}Long", result!.Value.GetString());
        Assert.False(File.Exists(program.PathOf("PWNED")));
    }

    [Fact]
    public async Task RunAsync_Payload_IsOnStandardInputByteForByte()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no sh
        }

        using var program = new Script("cat");
        using var handler = program.Handler();
        var payload = $$"""{ "text" : "{{new string('x', 300_000)}} $(id) ' é" }"""; // more than a pipe holds

        var result = await handler.RunAsync(Script.Job(payload: JsonElement.Parse(payload)), Cancel);

        Assert.Equal(payload, result!.Value.GetRawText());
    }

    [Fact]
    public async Task RunAsync_PayloadNobodyReads_IsNoFault()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no sh
        }

        using var program = new Script("echo done");
        using var handler = program.Handler();

        var result = await handler.RunAsync(Script.Job(payload: JsonSerializer.SerializeToElement(new string('x', 300_000))), Cancel);

        Assert.Equal("done", result!.Value.GetString());
    }

    [Fact]
    public async Task RunAsync_ProgramFails_SaysExitCodeAndTheEndOfItsErrors()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no sh
        }

        using var program = new Script("head -c 10000000 /dev/zero | tr '\\0' x >&2; echo ' no paper' >&2; exit 3");
        using var handler = program.Handler();

        var failure = await Script.FailureOf(handler, Script.Job());

        Assert.Equal(500, failure.Status);
        Assert.StartsWith("The program of this worker ended with exit code 3. ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("xx no paper", failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.Message.Length, 1000, 2200);
    }

    [Fact]
    public async Task RunAsync_ProgramKilled_SaysTheSignal()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no sh
        }

        using var program = new Script("kill -9 $$");
        using var handler = program.Handler();

        Assert.Contains("137, which stands for signal 9", (await Script.FailureOf(handler, Script.Job())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ProgramGone_SaysSo()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no sh
        }

        using var program = new Script("");
        var options = program.Options();
        options.Command = program.PathOf("nothing");
        using var handler = new Worker.Api.Exec.ExecHandler(options, TimeProvider.System);

        Assert.Contains("is not there, or may not be run", (await Script.FailureOf(handler, Script.Job())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_WorkersOwnSettings_AreNotInTheProgramsEnvironment()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no sh
        }

        Environment.SetEnvironmentVariable("Worker__BrokerKey", "a key nobody else may see");
        try
        {
            using var program = new Script("env");
            using var handler = program.Handler();

            var seen = (await handler.RunAsync(Script.Job(), Cancel))!.Value.GetString();

            Assert.Contains("PATH=", seen, StringComparison.Ordinal);
            Assert.DoesNotContain("a key nobody else may see", seen, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("Worker__BrokerKey", null);
        }
    }

    [Fact]
    public async Task Process_OverHttp_AnswersResultAndProblem()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no sh
        }

        using var program = new Script("""[ "$1" = bad ] && { printf 'red \033[31m\r\nend' >&2; exit 7; }; cat""");
        await using var server = await WorkerServer.StartAsync(new WorkerOptions { Exec = program.Options("{applicationId}") });

        using var good = await server.Client.PostAsync("/process", Json("""{"applicationId":"App1","applicationType":"Short","payload":{"n":1}}"""), Cancel);
        using var bad = await server.SendAsync("bad");
        using var option = await server.SendAsync("-rf");

        Assert.Contains("\"result\":{\"n\":1}", await good.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        var problem = await WorkerServer.ProblemOf(bad);
        Assert.Equal((500, 400), ((int)bad.StatusCode, (int)option.StatusCode));
        Assert.Equal(@"The program of this worker ended with exit code 7. The end of its standard error: red \u001b[31m\r\nend", problem.Detail);
        Assert.Equal(0, (await server.LoadAsync()).InFlight);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
