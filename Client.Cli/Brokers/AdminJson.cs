using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Client.Cli.Brokers;

/// <summary>The admin calls' JSON, by generated code.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(WorkerState[]))]
[JsonSerializable(typeof(DecisionState[]))]
[JsonSerializable(typeof(PolicyState))]
[JsonSerializable(typeof(PolicyChange))]
[JsonSerializable(typeof(StateChange))]
[JsonSerializable(typeof(RestartState))]
internal sealed partial class AdminJson : JsonSerializerContext
{
    /// <summary>False where the answer is something else, as of a server that is no broker.</summary>
    public static bool TryRead<T>(byte[] body, JsonTypeInfo<T> shape, [NotNullWhen(true)] out T? answer)
    {
        try
        {
            answer = JsonSerializer.Deserialize(body, shape);
        }
        catch (JsonException)
        {
            answer = default;
        }

        return answer is not null;
    }

    /// <summary>The value in one line.</summary>
    public static string Line<T>(T value, JsonTypeInfo<T> shape) => JsonSerializer.Serialize(value, shape);
}
