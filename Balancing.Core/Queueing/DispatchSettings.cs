using System.Collections.Immutable;

namespace Balancing.Core.Queueing;

/// <summary>The knobs of a <see cref="Dispatcher"/>. They combine freely; the defaults are the measured best.</summary>
public sealed record DispatchSettings
{
    /// <summary>Who goes next when a slot frees.</summary>
    public QueueOrder Order { get; init; } = QueueOrder.ShortFirst;

    /// <summary>How many slots are held back for Shorts; used by <see cref="QueueOrder.ShortFirst"/> only.</summary>
    public ReservationRule Reservation { get; init; } = ReservationRule.Computed;

    /// <summary>Between whom waiting Shorts are shared; used by <see cref="QueueOrder.ShortFirst"/> only.</summary>
    public Fairness Fairness { get; init; } = Fairness.Application;

    /// <summary>Jobs beyond its slots that a destination may be given ahead, 0 or more; they wait there behind a running Short.</summary>
    public int Prefetch { get; init; } = 1;

    /// <summary>
    /// The share of the slots that waiting Longs are guaranteed, above 0 and below 1; at least one slot.
    /// A share of the dispatches would abolish the priority: Longs are a tenth of the arrivals as it is.
    /// </summary>
    public double LongShare { get; init; } = 0.1;

    /// <summary>
    /// How much more than others an application may have when all want more than there is: 2 is twice one without a weight, which has 1. From 0.001 to 1,000; what
    /// lies outside counts as the bound, and one that is not above 0 as none.
    /// </summary>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>Who is refused when for some time more jobs come than can be done.</summary>
    public OverloadRule Overload { get; init; } = OverloadRule.Adaptive;

    /// <summary>Jobs that may wait; further ones push one out.</summary>
    public int MaxQueue { get; init; } = 10_000;

    /// <summary>Bytes that waiting jobs may hold together.</summary>
    public long MaxQueueBytes { get; init; } = 64 << 20;
}
