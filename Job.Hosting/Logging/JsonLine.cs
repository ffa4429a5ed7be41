using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Job.Hosting.Logging;

/// <summary>Writes one log entry as one JSON object on one line: <c>time</c>, <c>level</c>, <c>message</c>, and what else is known.</summary>
/// <remarks>Everything that is no ASCII is escaped: whatever is in a message, a terminal obeys none of it.</remarks>
public static class JsonLine
{
    // A line is made on the thread that logs, and many threads do.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>A line that the program says of itself, such as that it listens.</summary>
    /// <param name="message">The line.</param>
    /// <param name="time">The clock.</param>
    /// <param name="level">How bad it is.</param>
    public static string Of(string message, TimeProvider time, LogLevel level = LogLevel.Information)
        => Of(new LogEntry(level, null, default, message, null, null), time, withStack: false);

    internal static string Of(in LogEntry entry, TimeProvider time, bool withStack)
    {
        ArgumentNullException.ThrowIfNull(time);
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(512);
        buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("time", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("level", Word(entry.Level));
        json.WriteString("message", entry.Message);
        if (entry.Category is { } category)
        {
            json.WriteString("category", category);
        }

        if (entry.Event.Name is { } name)
        {
            json.WriteString("event", name);
        }

        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            json.WriteString("traceId", activity.TraceId.ToHexString());
            json.WriteString("spanId", activity.SpanId.ToHexString());
        }

        WriteFields(json, entry.Fields, entry.Message);
        WriteException(json, entry.Exception, withStack);
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteFields(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>>? fields, string message)
    {
        // One is the template of the message; and where that is nothing but a field, it is there already.
        if (fields is null || fields.All(field => field.Key == "{OriginalFormat}" || field.Value as string == message))
        {
            return;
        }

        json.WriteStartObject("fields");
        foreach (var (name, value) in fields)
        {
            if (name != "{OriginalFormat}" && value as string != message)
            {
                json.WritePropertyName(name);
                WriteValue(json, value);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            default: json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static void WriteException(Utf8JsonWriter json, Exception? exception, bool withStack)
    {
        if (exception is null)
        {
            return;
        }

        json.WriteStartObject("exception");
        json.WriteString("type", exception.GetType().FullName);
        json.WriteString("message", exception.Message);
        if (exception.InnerException is { } cause)
        {
            json.WriteString("cause", $"{cause.GetType().FullName}: {cause.Message}");
        }

        if (withStack)
        {
            json.WriteString("stack", exception.ToString());
        }

        json.WriteEndObject();
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
