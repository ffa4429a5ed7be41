using System.Text.Json.Serialization;

namespace Broker.Api.Admin;

/// <summary>The JSON of the admin calls, by source generation.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    MaxDepth = 8)]
[JsonSerializable(typeof(IReadOnlyList<WorkerView>))]
[JsonSerializable(typeof(PolicyView))]
[JsonSerializable(typeof(PolicyChange))]
[JsonSerializable(typeof(StatsView))]
internal sealed partial class AdminJson : JsonSerializerContext;
