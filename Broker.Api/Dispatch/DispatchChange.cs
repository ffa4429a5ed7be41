namespace Broker.Api.Dispatch;

/// <summary>What <c>PUT /admin/dispatch</c> takes: any of the settings, those left out stay as they are. See <see cref="DispatchView"/>.</summary>
/// <param name="Slots">See there.</param>
/// <param name="Order">See there.</param>
/// <param name="Reservation">See there.</param>
/// <param name="Fairness">See there.</param>
/// <param name="Weights">By applicationId, 0.001 to 1000; takes the place of all there were.</param>
/// <param name="Prefetch">0 to 16.</param>
/// <param name="LongShare">0.01 to 0.9.</param>
/// <param name="Overload">See there.</param>
/// <param name="MaxQueue">0 to 10,000,000.</param>
/// <param name="MaxQueueBytes">0 to 1 TiB.</param>
/// <param name="DeadlineShort">Null or empty for none.</param>
/// <param name="DeadlineLong">Null or empty for none.</param>
/// <param name="Cluster">For one cluster only; without it, for all.</param>
public sealed record DispatchChange(
    string? Slots = null,
    string? Order = null,
    string? Reservation = null,
    string? Fairness = null,
    IReadOnlyDictionary<string, double>? Weights = null,
    int? Prefetch = null,
    double? LongShare = null,
    string? Overload = null,
    int? MaxQueue = null,
    long? MaxQueueBytes = null,
    string? DeadlineShort = null,
    string? DeadlineLong = null,
    string? Cluster = null);
