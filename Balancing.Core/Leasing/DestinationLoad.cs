using Balancing.Core.Estimating;
using Balancing.Core.Queueing;

namespace Balancing.Core.Leasing;

/// <summary>The counts of one destination. They live as long as the destination is configured, open or closed.</summary>
/// <remarks>Only a <see cref="Lease"/> changes them. Reads are cheap, and right at the moment of the read.</remarks>
public sealed class DestinationLoad(string id, object? owner = null)
{
    private int _inFlight;
    private long _assigned;
    private long _failed;
    private double _weight = 1;
    private double _speed = 1;
    private long _answeredAt = TimeSpan.MinValue.Ticks;
    private PeakEwma _latency;

    // When its slow start began; null once it is over, and for those that were there from the beginning.
    private TimeSpan? _joinedAt;

    /// <summary>The destination's name in its cluster.</summary>
    public string Id { get; } = id;

    /// <summary>What the driver knows the destination by, so that a pick leads back to it; the core never looks at it.</summary>
    public object? Owner { get; } = owner;

    /// <summary>Requests leased and not yet finished; 0 or more.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>How many requests it may hold; null without a limit. Written under the lock of the one that owns it.</summary>
    public int? Slots
    {
        get => SlotLimit == int.MaxValue ? null : SlotLimit;
        internal set => SlotLimit = value ?? int.MaxValue;
    }

    /// <summary>
    /// What it can take compared with the others of its cluster, for the policies that look at it: 2 for twice as much as 1, the default. A change
    /// is complete with the next call that says which destinations are open.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a number above 0, or without end.</exception>
    public double Weight
    {
        get => Volatile.Read(ref _weight);
        set => Volatile.Write(ref _weight, double.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A weight is a number above 0."));
    }

    /// <summary>
    /// Whether it gets one job at a time to show that it is well again, so that none is sent ahead to wait behind that one. The one job is its slots' to allow; a change
    /// is complete with the next call that says which destinations are open.
    /// </summary>
    public bool IsOnTrial { get; set; }

    /// <summary>All requests given since the start.</summary>
    public long Assigned => Volatile.Read(ref _assigned);

    /// <summary>Requests given that came to no good end: refused, broken off, timed out.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>
    /// How fast it works through jobs, as learned from what they took: 1 as the fastest quarter of its cluster, 0.5 where they take twice as long; 1 while nothing is known.
    /// </summary>
    public double Speed
    {
        get => Volatile.Read(ref _speed);
        internal set => Volatile.Write(ref _speed, value);
    }

    /// <summary>When it last began an answer to any request, on the driver's clock; <see cref="TimeSpan.MinValue"/> for never.</summary>
    public TimeSpan AnsweredAt
    {
        get => new(Volatile.Read(ref _answeredAt));
        set => Volatile.Write(ref _answeredAt, value.Ticks);
    }

    /// <summary>
    /// Requests given, for breaking ties; unlike <see cref="Assigned"/> it is lifted to the others' level when the
    /// destination joins or comes back. Written under the lock of the one <see cref="DestinationPicker"/> that owns it.
    /// </summary>
    internal long Given { get; set; }

    internal int SlotLimit { get; private set; } = int.MaxValue;

    internal bool IsFree => InFlight < SlotLimit;

    /// <summary>What its jobs took over what was expected of them; kept, like the next, by <see cref="SlowDestinations"/>.</summary>
    internal LearnedSlowness Slowness;

    /// <summary>Whether others with a free slot go before it.</summary>
    public bool IsSlow { get; internal set; }

    /// <summary>Running jobs that count as Short; kept by a dispatcher, under its lock. Read without it, it may be a moment old.</summary>
    public int RunningShorts { get; internal set; }

    /// <summary>Running jobs that count as Long, Shorts that overran among them.</summary>
    public int RunningLongs { get; internal set; }

    /// <summary>The jobs that were sent beyond its slots and wait there, in the order in which they start; null as long as there was none. Kept as the two before.</summary>
    internal List<Ticket>? Ahead { get; set; }

    /// <summary>Its place among the open destinations of its picker; -1 while it is closed.</summary>
    internal int OpenIndex { get; set; } = -1;

    internal bool IsOpen => OpenIndex >= 0;

    /// <summary>Its place among those that a job can be sent ahead to; -1 for none.</summary>
    internal int AheadIndex { get; set; } = -1;

    /// <summary>Slow start begins. Called, like all that follows of weight and latency, under the picker's lock.</summary>
    internal void Join(TimeSpan now) => _joinedAt = now;

    internal double WeightAt(TimeSpan now, SlowStart slowStart)
    {
        if (_joinedAt is not { } joined)
        {
            return _weight;
        }

        var share = slowStart.ShareAfter(now - joined);
        if (share >= 1)
        {
            _joinedAt = null;
        }

        return _weight * share;
    }

    internal double LatencyAt(TimeSpan now) => _latency.SecondsAt(now);

    internal void LearnLatency(TimeSpan latency, TimeSpan now, bool failed) => _latency.Learn(latency, now, failed);

    internal void Take()
    {
        Interlocked.Increment(ref _inFlight);
        Interlocked.Increment(ref _assigned);
    }

    internal void Return(bool failed)
    {
        Interlocked.Decrement(ref _inFlight);
        if (failed)
        {
            Interlocked.Increment(ref _failed);
        }
    }
}
