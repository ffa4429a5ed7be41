using System.Text.Json.Serialization;

namespace Worker.Api.Exec;

/// <summary>The source-generated shape of a result that is text.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class ExecJson : JsonSerializerContext;
