using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Job.Contracts;

/// <summary>The source-generated shapes of answers and problems: no reflection, and fit for ahead-of-time compilation.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(JobTypeConverter)])]
[JsonSerializable(typeof(JobAnswer))]
[JsonSerializable(typeof(JobProblem))]
internal sealed partial class JobJson : JsonSerializerContext
{
    /// <summary>For readers of JSON, not for pages of HTML: quotes and letters of any language stay readable in a terminal.</summary>
    public static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
