using System.Buffers;
using System.Text.Json;

namespace Job.Contracts;

/// <summary>Writes and reads the JSON form of an answer.</summary>
public static class JobAnswers
{
    /// <summary>Writes an answer as UTF-8, with <c>result</c> only where there is one.</summary>
    /// <param name="output">Where to; a pipe writer is not flushed.</param>
    /// <param name="answer">An answer whose duration is a finite number.</param>
    public static void WriteJson(IBufferWriter<byte> output, JobAnswer answer)
    {
        using var json = new Utf8JsonWriter(output, JobJson.Readable);
        JsonSerializer.Serialize(json, answer, JobJson.Default.JobAnswer);
    }

    /// <summary>Reads an answer; unknown members are ignored. Never throws.</summary>
    /// <param name="utf8">A body, from whoever sent it.</param>
    /// <returns>Null when it is none: not JSON, or a member is missing or of another kind.</returns>
    public static JobAnswer? ReadJson(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, JobJson.Default.JobAnswer);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
