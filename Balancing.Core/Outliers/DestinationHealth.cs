namespace Balancing.Core.Outliers;

/// <summary>What one destination's traffic says of it. Lives as long as the destination is configured.</summary>
/// <remarks>Written by the one <see cref="OutlierDetector"/> it is a member of, under its lock; reads are cheap, and right at the moment of the read.</remarks>
public sealed class DestinationHealth(object? owner = null)
{
    private const double WorstOfAll = 10;

    private volatile OutlierState _state;
    private volatile bool _isUsed = true;
    private volatile bool _isLimited;

    /// <summary>What the driver knows the destination by; the core never looks at it.</summary>
    public object? Owner { get; } = owner;

    /// <summary>The verdict.</summary>
    public OutlierState State
    {
        get => _state;
        internal set => _state = value;
    }

    /// <summary>Whether jobs may go there: nothing against it, on trial, or panic.</summary>
    public bool IsUsed => _isUsed;

    /// <summary>How many jobs may be there at once: 1 on trial; null for what its slots allow.</summary>
    public int? JobLimit => _isLimited ? 1 : null;

    /// <summary>When the last ejection ends, or ended, on the driver's clock; 0 before the first.</summary>
    public TimeSpan EjectedUntil { get; internal set; }

    /// <summary>Why it was ejected last; null before the first time.</summary>
    public EjectionReason? Reason { get; internal set; }

    /// <summary>Ejections that are not forgiven yet; each makes the next one longer.</summary>
    public int Ejections { get; internal set; }

    /// <summary>Failures without a success between them, up to now.</summary>
    public int FailuresInRow { get; internal set; }

    /// <summary>Results within the window; as of the last one.</summary>
    public int Results => Recent.Results;

    /// <summary>Failures among them.</summary>
    public int FailedResults => Recent.Failures;

    internal FailureWindow Recent { get; } = new();

    /// <summary>When the first of the present failures in a row was counted, or of those that it was ejected for.</summary>
    internal TimeSpan RowBegan { get; set; }

    /// <summary>How much its last ejection hangs on: with so many failures fewer it would not have been.</summary>
    internal int SpareFailures { get; set; }

    /// <summary>What it was before that ejection, and how many it had behind it.</summary>
    internal (OutlierState State, int Ejections) Before { get; set; }

    internal Standing Standing { get; set; }

    internal bool IsMember { get; set; }

    /// <summary>When its state last changed: what began before says nothing of it now.</summary>
    internal TimeSpan Since { get; set; }

    /// <summary>Its share of failures when it was ejected.</summary>
    internal double RateAtEjection { get; set; }

    /// <summary>Whether it gave no answer to a probe since it was ejected.</summary>
    internal bool WasGone { get; set; }

    /// <summary>Whether it counts among those that serve well.</summary>
    internal bool CountsAsGood { get; set; }

    /// <summary>How unfit it is for use in panic; the less, the sooner it is used.</summary>
    internal double Badness => Standing == Standing.Doubted ? WorstOfAll : State == OutlierState.Good ? 0 : (int)Reason!.Value + RateAtEjection;

    internal bool IsServing => IsMember && Standing == Standing.Open && State == OutlierState.Good;

    /// <returns>Whether it was otherwise.</returns>
    internal bool Use(bool isUsed, bool isLimited)
    {
        var changed = isUsed != _isUsed || isLimited != _isLimited;
        (_isUsed, _isLimited) = (isUsed, isLimited);
        return changed;
    }

    /// <summary>The clock was set back: whatever lasts goes on for as long as it would have.</summary>
    internal void GoBack(TimeSpan by)
    {
        Since = Since > by ? Since - by : TimeSpan.Zero;
        EjectedUntil = EjectedUntil > by ? EjectedUntil - by : TimeSpan.Zero;
        RowBegan = RowBegan > by ? RowBegan - by : TimeSpan.Zero;
        Recent.Restart();
    }

    internal void DateBy(TimeSpan now, TimeSpan latestEnd)
    {
        Since = Since < now ? Since : now;
        EjectedUntil = EjectedUntil < latestEnd ? EjectedUntil : latestEnd;
    }
}
