using System.Text;
using Job.Contracts;
using Microsoft.Extensions.Logging;

namespace Job.Hosting.Logging;

/// <summary>Turns one log entry into one line.</summary>
internal sealed class PlainConsoleLogger(PlainConsoleProvider provider, string category, LineWriter writer) : ILogger
{
    // Wrapped exceptions say the cause at their end; three deep is as far as it stays readable.
    private const int DeepestCause = 3;

    // What the host logs of a failed start; the program itself says that in one line for the user, and both would be one too many.
    private readonly int _startFailed = category switch
    {
        "Microsoft.Extensions.Hosting.Internal.Host" => 11,
        "Microsoft.AspNetCore.Hosting.Diagnostics" => 6,
        _ => -1,
    };

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == _startFailed && logLevel >= LogLevel.Error)
        {
            return;
        }

        if (provider.Format == LogFormat.Json)
        {
            var entry = new LogEntry(logLevel, category, eventId, formatter(state, exception), state as IReadOnlyList<KeyValuePair<string, object?>>, exception);
            writer.Write(JsonLine.Of(entry, TimeProvider.System, provider.WritesTraces), logLevel >= LogLevel.Warning);
            return;
        }

        var line = PrintableText.Of(formatter(state, exception));
        if (logLevel >= LogLevel.Warning || exception is not null)
        {
            line = WithLevelAndCause(line, logLevel, exception);
        }

        writer.Write(line, logLevel >= LogLevel.Warning);
    }

    private string WithLevelAndCause(string message, LogLevel level, Exception? exception)
    {
        var line = new StringBuilder(level switch
        {
            LogLevel.Warning => "warn: ",
            LogLevel.Error => "fail: ",
            LogLevel.Critical => "crit: ",
            _ => "",
        });
        line.Append(message);
        var cause = exception;
        for (var depth = 0; cause is not null && depth < DeepestCause; depth++, cause = cause.InnerException)
        {
            line.Append(depth == 0 ? ": " : " <- ").Append(cause.GetType().FullName).Append(": ").Append(PrintableText.Of(cause.Message));
        }

        if (exception is not null && provider.WritesTraces)
        {
            foreach (var frame in exception.ToString().Split('\n', StringSplitOptions.TrimEntries))
            {
                line.Append("\n      ").Append(PrintableText.Of(frame));
            }
        }

        return line.ToString();
    }
}
