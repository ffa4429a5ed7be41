using System.Text.Json.Serialization;
using Balancing.Yarp.Dispatching;

namespace Broker.Api.Dispatch;

/// <summary>How the jobs of a cluster are dispatched, as <c>GET /admin/dispatch</c> says it and <c>PUT</c> takes it.</summary>
/// <param name="Slots"><c>unlimited</c>, a number, or <c>reported</c>.</param>
/// <param name="Order"><c>arrival</c>, <c>short-first</c> or <c>shortest-expected</c>.</param>
/// <param name="Reservation"><c>none</c> or <c>computed</c>.</param>
/// <param name="Fairness"><c>none</c> or <c>application</c>.</param>
/// <param name="Weights">How much more than others applications may have, by applicationId; others have 1.</param>
/// <param name="Prefetch">Jobs beyond its slots that a worker may be given.</param>
/// <param name="LongShare">Share of the slots that waiting Longs are guaranteed.</param>
/// <param name="Overload"><c>adaptive</c> or <c>none</c>.</param>
/// <param name="MaxQueue">Jobs that may wait.</param>
/// <param name="MaxQueueBytes">Bytes that waiting jobs may hold together.</param>
/// <param name="DeadlineShort">Time for a Short without a <c>Request-Timeout</c>, as hours:minutes:seconds; null for any.</param>
/// <param name="DeadlineLong">The same for a Long.</param>
/// <param name="Queued">Jobs waiting now.</param>
/// <param name="Clusters">Every cluster's; the outer settings are those of the first. Absent within.</param>
public sealed record DispatchView(
    string Slots,
    string Order,
    string Reservation,
    string Fairness,
    IReadOnlyDictionary<string, double> Weights,
    int Prefetch,
    double LongShare,
    string Overload,
    int MaxQueue,
    long MaxQueueBytes,
    string? DeadlineShort,
    string? DeadlineLong,
    int Queued,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, DispatchView>? Clusters = null)
{
    internal static DispatchView Of(DispatchRules rules, int queued) => new(
        rules.Slots.ToString(),
        DispatchMembers.Text(rules.Queue.Order),
        DispatchMembers.Text(rules.Queue.Reservation),
        DispatchMembers.Text(rules.Queue.Fairness),
        rules.Queue.Weights,
        rules.Queue.Prefetch,
        rules.Queue.LongShare,
        DispatchMembers.Text(rules.Queue.Overload),
        rules.Queue.MaxQueue,
        rules.Queue.MaxQueueBytes,
        rules.ShortDeadline?.ToString("c"),
        rules.LongDeadline?.ToString("c"),
        queued);
}
