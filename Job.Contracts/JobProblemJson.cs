using System.Text.Json.Serialization;

namespace Job.Contracts;

/// <summary>The generated reader and writer of problems: no reflection at run time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobProblem))]
internal sealed partial class JobProblemJson : JsonSerializerContext;
