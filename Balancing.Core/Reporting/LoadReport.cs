namespace Balancing.Core.Reporting;

/// <summary>What a worker says of itself. Every part may be missing: what is null was not said.</summary>
/// <param name="Slots">Jobs it runs at once, <see cref="LoadReportReader.LeastSlots"/> to <see cref="LoadReportReader.MostSlots"/>.</param>
/// <param name="InFlight">Jobs running there now, whoever sent them; 0 or more.</param>
/// <param name="Queued">Jobs waiting there for a slot; 0 or more.</param>
/// <param name="ShortTime">How long a Short takes there, without waiting.</param>
/// <param name="LongTime">How long a Long takes there, without waiting.</param>
/// <param name="Utilization">How full it is: 0 idle, 1 full, above 1 when jobs wait.</param>
/// <param name="PerSecond">Jobs that ended there per second.</param>
public readonly record struct LoadReport(
    int? Slots = null,
    int? InFlight = null,
    int? Queued = null,
    TimeSpan? ShortTime = null,
    TimeSpan? LongTime = null,
    double? Utilization = null,
    double? PerSecond = null);
