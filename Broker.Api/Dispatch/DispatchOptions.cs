using System.ComponentModel.DataAnnotations;
using Balancing.Yarp.Dispatching;
using Job.Hosting.Settings;

namespace Broker.Api.Dispatch;

/// <summary>How jobs are dispatched at the start, in every cluster whose own metadata do not say otherwise.</summary>
public sealed class DispatchOptions
{
    /// <summary>How many requests each destination may hold.</summary>
    [Setting("Requests each worker may hold at once: unlimited, a number, or as many as it reports (reported; unknown = unlimited)", Flag = "--slots")]
    [RegularExpression("(?i)unlimited|reported|[1-9][0-9]{0,4}|100000", ErrorMessage = "that is unlimited, reported, or a number from 1 to 100000")]
    public string Slots { get; set; } = "reported";

    /// <summary>Who goes next when a slot frees.</summary>
    [Setting("Who goes next when a slot frees", Flag = "--order")]
    [AllowedValues("short-first", "arrival", "shortest-expected")]
    public string Order { get; set; } = "short-first";

    /// <summary>How many slots are held back for Shorts.</summary>
    [Setting("Slots held back for Shorts about to come: none, or computed from what is learned", Flag = "--reservation")]
    [AllowedValues("computed", "none")]
    public string Reservation { get; set; } = "computed";

    /// <summary>Between whom waiting Shorts are shared.</summary>
    [Setting("Between whom waiting Shorts are shared: applications, or nobody", Flag = "--fairness")]
    [AllowedValues("application", "none")]
    public string Fairness { get; set; } = "application";

    /// <summary>How much more than others applications may have.</summary>
    [Setting("What applications may have when all want more than there is, compared with others, whose weight is 1", Flag = "--weights")]
    [Weights]
    public string? Weights { get; set; }

    /// <summary>Jobs beyond its slots that a destination may be given.</summary>
    [Setting("Jobs beyond its slots that a worker may be given, to wait there behind a running Short")]
    [Range(0, 16)]
    public int Prefetch { get; set; } = 1;

    /// <summary>The share of the slots that waiting Longs are guaranteed.</summary>
    [Setting("Share of the slots that waiting Longs are guaranteed; at least one slot")]
    [Range(0.01, 0.9)]
    public double LongShare { get; set; } = 0.1;

    /// <summary>Who is refused when for some time more jobs come than can be done.</summary>
    [Setting("In an overload: refuse those too many as they come, Longs first (adaptive), or let all wait up to MaxQueue (none)")]
    [AllowedValues("adaptive", "none")]
    public string Overload { get; set; } = "adaptive";

    /// <summary>Jobs that may wait.</summary>
    [Setting("Jobs that may wait in the broker, per cluster; beyond it 503")]
    [Range(0, 10_000_000)]
    public int MaxQueue { get; set; } = 10_000;

    /// <summary>Bytes that waiting jobs may hold.</summary>
    [Setting("Bytes that the bodies of waiting jobs may hold together, per cluster; beyond it 503")]
    [Range(0, 1L << 40)]
    public long MaxQueueBytes { get; set; } = 64 << 20;

    /// <summary>Within which time a job must be answered that brings no <c>Request-Timeout</c>.</summary>
    public DeadlineOptions Deadline { get; set; } = new();

    /// <summary>The same, as the dispatch wants it.</summary>
    internal DispatchRules ToRules() => new[]
    {
        ("Slots", Slots), ("Order", Order), ("Reservation", Reservation), ("Fairness", Fairness), ("Weights", Weights ?? ""), ("Overload", Overload),
    }.Aggregate(
        new DispatchRules { ShortDeadline = Deadline.Short, LongDeadline = Deadline.Long },
        (rules, setting) => DispatchMembers.Find(setting.Item1)!.Read(rules, setting.Item2)!,
        rules => rules with
        {
            Queue = rules.Queue with { Prefetch = Prefetch, LongShare = LongShare, MaxQueue = MaxQueue, MaxQueueBytes = MaxQueueBytes },
        });
}
