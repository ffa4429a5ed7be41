namespace Balancing.Core.Outliers;

/// <summary>When one destination is to be probed next, and what its probes say of it together.</summary>
/// <remarks>
/// As HAProxy's <c>rise</c>, <c>fall</c> and <c>fastinter</c> do, it needs several probes of one mind to change its own, and takes them quickly once the first one differs.
/// Thread-safe by one lock; a call costs a few comparisons. One never probed is neither open nor closed: the first passed probe opens it.
/// </remarks>
/// <param name="random">Spreads the probes; used under the lock of this object alone, so one for all must be thread-safe.</param>
public sealed class ProbeSchedule(Random random)
{
    private readonly Lock _lock = new();
    private TimeSpan _dueAt;
    private bool? _isOpen;
    private int _inRow;
    private bool _isUnderWay;
    private bool _isWanted;

    /// <summary>When the next probe is due; <see cref="TimeSpan.MaxValue"/> while one is under way. At first at once.</summary>
    public TimeSpan DueAt
    {
        get
        {
            lock (_lock)
            {
                return _isUnderWay ? TimeSpan.MaxValue : _dueAt;
            }
        }
    }

    /// <summary>What the probes say; null before they have said anything.</summary>
    public bool? IsOpen
    {
        get
        {
            lock (_lock)
            {
                return _isOpen;
            }
        }
    }

    /// <summary>Takes the probe that is due; whoever takes it sends it and says how it ended.</summary>
    /// <returns>False when none is due, or one is under way.</returns>
    public bool TryBegin(TimeSpan now)
    {
        lock (_lock)
        {
            if (_isUnderWay || now < _dueAt)
            {
                return false;
            }

            _isUnderWay = true;
            _isWanted = false;
            return true;
        }
    }

    /// <summary>The probe ended.</summary>
    /// <param name="passed">Whether the answer says that the destination takes jobs.</param>
    /// <param name="settings">In force now.</param>
    /// <param name="now">On the clock of all calls, never running backwards.</param>
    public ProbeVerdict Ended(bool passed, ProbeSettings settings, TimeSpan now)
    {
        lock (_lock)
        {
            _isUnderWay = false;
            var verdict = Count(passed, settings);

            // Its mind is not made up while there are probes that differ from it.
            var isInDoubt = _inRow != 0 || _isWanted;
            _isWanted = false;
            _dueAt = now + (isInDoubt ? settings.Recheck : settings.Interval * (1 + (settings.Jitter * ((2 * random.NextDouble()) - 1))));
            return verdict;
        }
    }

    /// <summary>A job failed there: that may be the first sign of something, or a restart that is over by then. Costs nothing more however often it is called.</summary>
    public void Hasten(ProbeSettings settings, TimeSpan now)
    {
        lock (_lock)
        {
            _isWanted = _isUnderWay; // it may have been answered before
            var soon = now + settings.Recheck;
            _dueAt = soon < _dueAt ? soon : _dueAt;
        }
    }

    // Counts only those that differ from what is believed.
    private ProbeVerdict Count(bool passed, ProbeSettings settings)
    {
        if (passed == _isOpen)
        {
            _inRow = 0;
            return ProbeVerdict.Unchanged;
        }

        _inRow++;
        if (_inRow < (passed ? (_isOpen is null ? 1 : settings.SuccessesToOpen) : settings.FailuresToClose))
        {
            return ProbeVerdict.Unchanged;
        }

        _inRow = 0;
        _isOpen = passed;
        return passed ? ProbeVerdict.Opened : ProbeVerdict.Closed;
    }
}
