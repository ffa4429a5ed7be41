using Microsoft.Extensions.Logging;

namespace Job.Hosting.Tests.Jobs;

internal static partial class ReadingLog
{
    [LoggerMessage(1, LogLevel.Debug, "reading")]
    public static partial void LogReading(this ILogger logger);

    [LoggerMessage(2, LogLevel.Debug, "read {Status}")]
    public static partial void LogRead(this ILogger logger, int status);

    [LoggerMessage(3, LogLevel.Debug, "left")]
    public static partial void LogLeft(this ILogger logger);
}
