using Microsoft.Extensions.Logging;

namespace Job.Hosting.Logging;

/// <summary>What is known of one entry of the log.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="Category">Who says it; null for the program itself.</param>
/// <param name="Event">Which event it is.</param>
/// <param name="Message">The message.</param>
/// <param name="Fields">What the message was made of; null for nothing.</param>
/// <param name="Exception">What went wrong; null for nothing.</param>
internal readonly record struct LogEntry(
    LogLevel Level, string? Category, EventId Event, string Message, IReadOnlyList<KeyValuePair<string, object?>>? Fields, Exception? Exception);
