using Job.Hosting.Logging;
using Job.Hosting.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Job.Hosting.Tests.Logging;

public sealed class PlainConsoleTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly LineWriter _writer;

    public PlainConsoleTests() => _writer = new LineWriter(() => _output, () => _error);

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Log_Information_IsTheBareMessageOnOutput()
    {
        Log(LogLevel.Information, "Broker: Forwarded request 'App1'");

        Assert.Equal("Broker: Forwarded request 'App1'\n", _output.ToString());
        Assert.Equal("", _error.ToString());
    }

    [Theory]
    [InlineData(LogLevel.Warning, "warn: slow\n")]
    [InlineData(LogLevel.Error, "fail: slow\n")]
    [InlineData(LogLevel.Critical, "crit: slow\n")]
    public void Log_WarningAndAbove_NamesItsLevelOnError(LogLevel level, string expected)
    {
        Log(level, "slow");

        Assert.Equal(expected, _error.ToString());
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public void Log_MessageWithLineEndsAndEscapes_StaysOneLine()
    {
        Log(LogLevel.Information, "a\r\nfail: forged\u001b[2J\u2028\u202eb\ud800c\U0001F600");

        Assert.Equal("a\\r\\nfail: forged\\u001b[2J\\u2028\\u202eb\\ud800c\U0001F600\n", _output.ToString());
    }

    [Fact]
    public void Log_Exception_IsTypeMessageAndCauseWithoutTrace()
    {
        Log(LogLevel.Error, "'GET /' failed", Thrown());

        Assert.Equal(
            "fail: 'GET /' failed: System.InvalidOperationException: outer <- System.IO.IOException: disk\\nfull\n",
            _error.ToString());
    }

    [Fact]
    public void Log_ExceptionAtDebugLevel_HasItsTrace()
    {
        Log(LogLevel.Error, "failed", Thrown(), LogLevel.Debug);

        Assert.Contains("\n      at Job.Hosting.Tests.Logging.PlainConsoleTests.Thrown()", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Log_MoreThanTheReaderTakes_DropsAndCountsAndNeverBlocks()
    {
        using var stuck = new StuckWriter();
        var writer = new LineWriter(() => stuck, () => _error);
        writer.Write("first", false);
        stuck.Reached.Wait(Wait.Bound, TestContext.Current.CancellationToken);

        for (var i = 0; i < 10_000; i++)
        {
            writer.Write("line", false);
        }

        stuck.Free.Set();
        writer.Flush(Wait.Bound);
        Assert.Equal("warn: 1808 lines of the log were dropped: they came faster than they were read\n", _error.ToString());
    }

    [Fact]
    public void Flush_ManyThreads_EveryLineIsThereInItsThreadsOrder()
    {
        Parallel.For(0, 4, thread =>
        {
            for (var i = 0; i < 1000; i++)
            {
                _writer.Write($"{thread} {i}", false);
            }
        });
        _writer.Flush(Wait.Bound);

        var lines = _output.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(4000, lines.Length);
        Assert.All(
            lines.GroupBy(line => line[0]),
            group => Assert.Equal(Enumerable.Range(0, 1000), group.Select(line => int.Parse(line[2..], null))));
    }

    private void Log(LogLevel level, string message, Exception? exception = null, LogLevel minimum = LogLevel.Information)
    {
        using var services = new ServiceCollection()
            .AddLogging(logging =>
            {
                logging.SetMinimumLevel(minimum);
                logging.Services.AddSingleton<ILoggerProvider>(
                    provider => new PlainConsoleProvider(provider.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(), _writer));
            })
            .BuildServiceProvider();
        services.GetRequiredService<ILogger<PlainConsoleTests>>().Log(level, default, message, exception, (text, _) => text);
        _writer.Flush(Wait.Bound);
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("outer", new IOException("disk\nfull"));
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }
    }

    private sealed class StuckWriter : StringWriter
    {
        public ManualResetEventSlim Reached { get; } = new();

        public ManualResetEventSlim Free { get; } = new();

        public override void Write(string? value)
        {
            Reached.Set();
            Free.Wait(Wait.Bound);
            base.Write(value);
        }

        protected override void Dispose(bool disposing)
        {
            Reached.Dispose();
            Free.Dispose();
            base.Dispose(disposing);
        }
    }
}
