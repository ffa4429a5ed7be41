using System.Text.Json.Serialization;

namespace Worker.Api.Membership;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegistrationBody))]
[JsonSerializable(typeof(RegistrationAnswer))]
internal sealed partial class RegistrationJson : JsonSerializerContext;
