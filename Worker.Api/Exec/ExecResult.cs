using System.Text;
using System.Text.Json;

namespace Worker.Api.Exec;

/// <summary>Makes a job's result of what its program wrote.</summary>
internal static class ExecResult
{
    // Clients read answers to 64 levels, and the result stands inside one.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 62, AllowDuplicateProperties = false };

    /// <summary>The JSON value it is, or else its text without the line breaks at its end.</summary>
    /// <param name="output">What it wrote; bytes that are no UTF-8 show as U+FFFD.</param>
    /// <returns>Null when it wrote nothing but white space.</returns>
    public static JsonElement? Of(ReadOnlyMemory<byte> output)
    {
        var text = Encoding.UTF8.GetString(output.Span);
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            var value = document.RootElement.Clone();
            if (text.Contains("\\u", StringComparison.Ordinal))
            {
                // Half of a surrogate pair passes the parser, and would fail in the middle of the answer.
                using var trial = new Utf8JsonWriter(Stream.Null);
                value.WriteTo(trial);
            }

            return value;
        }
        catch (Exception noJson) when (noJson is JsonException or InvalidOperationException or ArgumentException)
        {
            return JsonSerializer.SerializeToElement(text.TrimEnd('\r', '\n'), ExecJson.Default.String);
        }
    }
}
