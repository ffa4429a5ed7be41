using System.Text.Json.Serialization;

namespace Job.Worker.Slots;

/// <summary>What <c>GET /load</c> answers.</summary>
/// <param name="Slots">Jobs the worker runs at once.</param>
/// <param name="InFlight">Jobs running now.</param>
/// <param name="Queued">Jobs waiting for a slot.</param>
/// <param name="ShortMs">How long a Short takes in its slot, in milliseconds; left out before the first has run.</param>
/// <param name="LongMs">How long a Long takes in its slot, in milliseconds; left out before the first has run.</param>
internal sealed record LoadAnswer(
    int Slots,
    int InFlight,
    int Queued,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? ShortMs = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? LongMs = null);
