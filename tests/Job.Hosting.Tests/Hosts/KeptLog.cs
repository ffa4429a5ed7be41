using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Job.Hosting.Tests.Hosts;

/// <summary>Keeps every line logged, for a test to look at.</summary>
internal sealed class KeptLog : ILoggerProvider
{
    public ConcurrentQueue<KeptLine> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, Lines);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<KeptLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => lines.Enqueue(new KeptLine(category, logLevel, formatter(state, exception), exception));
    }
}
