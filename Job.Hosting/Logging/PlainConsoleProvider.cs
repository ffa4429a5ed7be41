using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Job.Hosting.Logging;

/// <summary>Makes the loggers behind <see cref="PlainConsoleExtensions.AddPlainConsole"/>.</summary>
[ProviderAlias("Console")]
internal sealed class PlainConsoleProvider : ILoggerProvider
{
    private readonly LineWriter _writer;
    private readonly IDisposable? _subscription;
    private volatile bool _traces;

    public PlainConsoleProvider(IOptionsMonitor<LoggerFilterOptions> filters, LineWriter writer, LogFormat format = LogFormat.Lines)
    {
        _writer = writer;
        writer.Format = Format = format;
        _traces = IsDebug(filters.CurrentValue);
        _subscription = filters.OnChange(changed => _traces = IsDebug(changed));
    }

    /// <summary>How lines are written.</summary>
    public LogFormat Format { get; }

    /// <summary>Whether exceptions are written with their stack traces.</summary>
    public bool WritesTraces => _traces;

    public ILogger CreateLogger(string categoryName) => new PlainConsoleLogger(this, categoryName, _writer);

    public void Dispose()
    {
        _subscription?.Dispose();
        _writer.Flush(TimeSpan.FromSeconds(1));
    }

    // The level that holds for categories without a rule of their own; a later rule overrides an earlier one.
    private static bool IsDebug(LoggerFilterOptions filters)
    {
        var level = filters.Rules.LastOrDefault(rule => rule.CategoryName is null && rule.ProviderName is null && rule.Filter is null)?.LogLevel;
        return (level ?? filters.MinLevel) <= LogLevel.Debug;
    }
}
