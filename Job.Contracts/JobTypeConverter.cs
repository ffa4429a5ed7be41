using System.Text.Json;
using System.Text.Json.Serialization;

namespace Job.Contracts;

/// <summary>
/// Long and Short by name only: the built-in converter also reads "Short, Long" and would write an undefined value as a number.
/// </summary>
internal sealed class JobTypeConverter : JsonConverter<JobType>
{
    public override JobType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var faults = new JobFaults();
        var type = reader.TokenType == JsonTokenType.String ? JobRules.CheckType(reader.GetString()!, ref faults) : null;
        return type ?? throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, JobType value, JsonSerializerOptions options)
        => writer.WriteStringValue(JobRules.NameOf(value));
}
