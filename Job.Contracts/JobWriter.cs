using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Job.Contracts;

/// <summary>Writes a job in either form, so that <see cref="JobReader"/> reads the same job again.</summary>
public static class JobWriter
{
    /// <summary>The JSON form in UTF-8; the payload goes out byte for byte as it came in.</summary>
    /// <param name="job">A job whose id keeps the rules.</param>
    /// <exception cref="ArgumentException">The id breaks a rule, and every reader would refuse the job.</exception>
    public static byte[] ToJson(JobRequest job)
    {
        CheckId(job);
        var buffer = new ArrayBufferWriter<byte>(128);
        using var json = new Utf8JsonWriter(buffer, JobJson.Readable);
        json.WriteStartObject();
        json.WriteString(JobRules.Id, job.ApplicationId);
        json.WriteString(JobRules.Type, JobRules.NameOf(job.ApplicationType));
        if (job.Payload is { } payload)
        {
            // Not WriteTo: it would rewrite escapes, and throw on the half surrogate pairs that JSON allows in text.
            json.WritePropertyName(JobRules.Payload);
            json.WriteRawValue(JsonMarshal.GetRawUtf8Value(payload), skipInputValidation: true);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// The text form, <c>App1:Long</c>. It has no place for a payload, and white space before the id would be trimmed by the reader.
    /// </summary>
    /// <param name="job">A job whose id keeps the rules.</param>
    /// <exception cref="ArgumentException">The id breaks a rule, and every reader would refuse the job.</exception>
    public static string ToText(JobRequest job)
    {
        CheckId(job);
        return $"{job.ApplicationId}:{JobRules.NameOf(job.ApplicationType)}";
    }

    private static void CheckId(JobRequest job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (!JobRules.IsId(job.ApplicationId))
        {
            throw new ArgumentException(
                $"applicationId {SafeText.Quote(job.ApplicationId)} is not 1 to {JobRules.MaxIdCharacters} printable characters without ':'.",
                nameof(job));
        }
    }
}
