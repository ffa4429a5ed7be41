using System.Text.Json;
using System.Text.Json.Serialization;

namespace Worker.Api.Slots;

/// <summary>The source-generated shape of the load report.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LoadReport))]
internal sealed partial class LoadJson : JsonSerializerContext;
