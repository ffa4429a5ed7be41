using System.Text.Json;
using System.Text.Json.Serialization;

namespace Job.Worker.Slots;

/// <summary>The source-generated shape of the answer to GET /load.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LoadAnswer))]
internal sealed partial class LoadJson : JsonSerializerContext;
