using System.Diagnostics;
using System.Text.Json;
using Job.Hosting.Logging;
using Job.Hosting.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Job.Hosting.Tests.Logging;

/// <summary>The log as JSON: what each line holds.</summary>
public sealed partial class JsonLineTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly LineWriter _writer;

    public JsonLineTests() => _writer = new LineWriter(() => _output, () => _error);

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Of_AMessage_IsTimeLevelAndMessage()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 16, 20, 59, 290, TimeSpan.Zero));

        Assert.Equal("""{"time":"2026-11-26T16:20:59.290Z","level":"warn","message":"slow"}""", JsonLine.Of("slow", clock, LogLevel.Warning));
    }

    [Fact]
    public void Log_WithFields_KeepsTheirKinds()
    {
        Log(logger => Went(logger, "1", 8081, 0.25, true, null));

        var line = Line(_output);
        Assert.Equal("To 1 on 8081 after 0.25 s: True, (null)", line.GetProperty("message").GetString());
        Assert.Equal(typeof(JsonLineTests).FullName, line.GetProperty("category").GetString());
        Assert.Equal("Went", line.GetProperty("event").GetString());
        Assert.Equal("""{"Worker":"1","Port":8081,"Took":0.25,"IsGood":true,"Note":null}""", line.GetProperty("fields").GetRawText());
    }

    [Fact]
    public void Log_MessageThatIsNothingButAField_SaysItOnce()
    {
        Log(logger => All(logger, "all of it"));

        Assert.False(Line(_output).TryGetProperty("fields", out _));
    }

    [Fact]
    public void Log_LineEndsAndWhatTurnsTheWriting_StaysOneLineOfAscii()
    {
        const string Message = "a\r\n{\"forged\":1}\u001b[2J\u2028\u202e\U0001F600";
        Log(logger => All(logger, Message));

        Assert.All(_output.ToString().TrimEnd('\n'), character => Assert.InRange(character, ' ', '~'));
        Assert.Equal(Message, Line(_output).GetProperty("message").GetString());
    }

    [Fact]
    public void Log_Exception_IsTypeMessageAndCause()
    {
        Log(logger => Failed(logger, new InvalidOperationException("outer", new IOException("disk full"))));

        Assert.Equal(
            """{"type":"System.InvalidOperationException","message":"outer","cause":"System.IO.IOException: disk full"}""", Line(_error).GetProperty("exception").GetRawText());
        Assert.Equal("error", Line(_error).GetProperty("level").GetString());
    }

    [Fact]
    public void Log_InsideASpan_NamesIt()
    {
        using var span = new Activity("job").SetIdFormat(ActivityIdFormat.W3C).Start();
        Log(logger => All(logger, "in it"));

        Assert.Equal((span.TraceId.ToHexString(), span.SpanId.ToHexString()), (Line(_output).GetProperty("traceId").GetString(), Line(_output).GetProperty("spanId").GetString()));
    }

    [Fact]
    public void Say_AsTheLogIsWritten()
    {
        _writer.Format = LogFormat.Json;
        _writer.Say("ready", LogLevel.Information);
        _writer.Format = LogFormat.Lines;
        _writer.Say("no collector", LogLevel.Warning);
        _writer.Flush(Wait.Bound);

        Assert.Equal("ready", Line(_output).GetProperty("message").GetString());
        Assert.Equal("warn: no collector\n", _error.ToString());
    }

    private static JsonElement Line(StringWriter stream)
    {
        using var document = JsonDocument.Parse(Assert.Single(stream.ToString().TrimEnd('\n').Split('\n')));
        return document.RootElement.Clone();
    }

    private void Log(Action<ILogger> log)
    {
        using var services = new ServiceCollection()
            .AddLogging(logging => logging.Services.AddSingleton<ILoggerProvider>(
                provider => new PlainConsoleProvider(provider.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(), _writer, LogFormat.Json)))
            .BuildServiceProvider();
        log(services.GetRequiredService<ILogger<JsonLineTests>>());
        _writer.Flush(Wait.Bound);
    }

    [LoggerMessage(7, LogLevel.Information, "To {Worker} on {Port} after {Took} s: {IsGood}, {Note}")]
    private static partial void Went(ILogger logger, string worker, int port, double took, bool isGood, string? note);

    [LoggerMessage(8, LogLevel.Information, "{Message}")]
    private static partial void All(ILogger logger, string message);

    [LoggerMessage(9, LogLevel.Error, "failed")]
    private static partial void Failed(ILogger logger, Exception exception);
}
