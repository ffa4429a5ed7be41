using Balancing.Core.Retrying;

namespace Balancing.Core.Outliers;

/// <summary>
/// Ejects destinations that fail where others do not, by the results of their own jobs: so a worker that answers everything with errors, and is always free because of it,
/// does not attract the load. Lets them come back through one job at a time.
/// </summary>
/// <remarks>
/// <para>A synchronous state machine: events in, verdicts out to <see cref="DestinationHealth"/> and the <see cref="IOutlierSink"/>, time and chance passed in. Thread-safe by one lock.
/// A result costs a few additions; a change of a verdict, and once a tenth of the window while there are failures, a look at every member.</para>
/// <para>What holds always: no ejection beyond the share, none of the last good one, every one ends, none is longer than the cap. Where the clock jumps, back or
/// ahead, they still do.</para>
/// </remarks>
public sealed class OutlierDetector(OutlierSettings settings, Random random, IOutlierSink? sink = null)
{
    private readonly Lock _lock = new();
    private readonly Verdicts _verdicts = new(settings, random, sink);
    private long _nextLook = TimeSpan.MaxValue.Ticks;
    private volatile bool _isPanic;

    /// <summary>Whether too few destinations are healthy, so that the least bad are used, too.</summary>
    public bool IsPanic => _isPanic;

    /// <summary>When to call <see cref="Advance"/>, unless another event comes before; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    public TimeSpan NextLook => new(Volatile.Read(ref _nextLook));

    /// <summary>Says which destinations there are, and what others say of them. Results of those that left are passed over.</summary>
    public void SetMembers(IReadOnlyList<(DestinationHealth Destination, Standing Standing)> members, TimeSpan now)
    {
        lock (_lock)
        {
            _verdicts.Pass(now);
            _verdicts.SetMembers(members);
            Settle(); // the caller looks at every one of them anyway
        }
    }

    /// <summary>Changes the settings; who is ejected stays so, unless nobody is to be any more.</summary>
    /// <returns>Whether others are used now than before, or to another extent.</returns>
    public bool Use(OutlierSettings changed, TimeSpan now)
    {
        lock (_lock)
        {
            _verdicts.Pass(now);
            _verdicts.Use(changed);
            return Settle();
        }
    }

    /// <summary>A job ended at a destination.</summary>
    /// <param name="destination">Where; one that is no member is passed over.</param>
    /// <param name="outcome">How.</param>
    /// <param name="startedAt">When it was sent there, on the driver's clock.</param>
    /// <param name="now">On the same clock.</param>
    /// <returns>Whether others are used now than before, or to another extent.</returns>
    public bool TryEnded(DestinationHealth destination, TryOutcome outcome, TimeSpan startedAt, TimeSpan now)
    {
        lock (_lock)
        {
            _verdicts.Pass(now);
            _verdicts.Count(destination, outcome, startedAt);
            return Settle();
        }
    }

    /// <summary>
    /// A failure counted before was not the destination's: another one failed at the same job likewise. Without it an application whose jobs nobody can do would have good destinations ejected. It is
    /// counted at once and taken back later, for a job that takes long elsewhere would keep the verdict on a destination that fails everything back as long.
    /// </summary>
    /// <param name="destination">Where it failed first.</param>
    /// <param name="failedAt">When that was counted.</param>
    /// <param name="now">On the driver's clock.</param>
    /// <returns>Whether others are used now than before, or to another extent.</returns>
    public bool Excuse(DestinationHealth destination, TimeSpan failedAt, TimeSpan now)
    {
        lock (_lock)
        {
            _verdicts.Pass(now);
            _verdicts.Excuse(destination, failedAt);
            return Settle();
        }
    }

    /// <summary>A probe of a destination ended.</summary>
    /// <param name="destination">Whose.</param>
    /// <param name="answered">Whether it is there: any answer but one that says it takes no jobs.</param>
    /// <param name="now">On the driver's clock.</param>
    /// <returns>Whether others are used now than before, or to another extent.</returns>
    public bool Probed(DestinationHealth destination, bool answered, TimeSpan now)
    {
        lock (_lock)
        {
            _verdicts.Pass(now);
            _verdicts.Probed(destination, answered);
            return Settle();
        }
    }

    /// <summary>Time passed and nothing else: ejections end, failure rates are compared.</summary>
    /// <returns>Whether others are used now than before, or to another extent.</returns>
    public bool Advance(TimeSpan now)
    {
        lock (_lock)
        {
            _verdicts.Pass(now);
            return Settle();
        }
    }

    private bool Settle()
    {
        Volatile.Write(ref _nextLook, _verdicts.NextLook.Ticks);
        _isPanic = _verdicts.IsPanic;
        return _verdicts.TakeChanged();
    }
}
