namespace Balancing.Yarp;

/// <summary>Calls when the time has come that somebody wants to look, which may move at any event: one timer, set only where an earlier look is wanted than the one it is set for.</summary>
internal sealed class Alarm
{
    private readonly Func<TimeSpan> _now;
    private readonly Func<TimeSpan> _next;
    private readonly Action _look;
    private readonly ITimer _timer;
    private readonly Lock _arming = new();
    private long _armedFor = long.MaxValue;

    /// <param name="time">Whose timer.</param>
    /// <param name="now">On the clock of the next one.</param>
    /// <param name="next">When a look is wanted; <see cref="TimeSpan.MaxValue"/> for never.</param>
    /// <param name="look">Looks; must not throw.</param>
    public Alarm(TimeProvider time, Func<TimeSpan> now, Func<TimeSpan> next, Action look)
    {
        (_now, _next, _look) = (now, next, look);

        // What the request that happens to make it carries along must not live as long as it does.
        using var _ = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _timer = time.CreateTimer(static alarm => ((Alarm)alarm!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>To be called after every event.</summary>
    public void Arm()
    {
        var next = _next().Ticks;
        if (next >= Volatile.Read(ref _armedFor))
        {
            return;
        }

        lock (_arming)
        {
            if (next < _armedFor)
            {
                _armedFor = next;

                // A timer rounds down to milliseconds, and a look too early is one in vain; the longest it takes is 49 days.
                var after = Math.Clamp(Math.Ceiling((TimeSpan.FromTicks(next) - _now()).TotalMilliseconds), 0, int.MaxValue);
                _timer.Change(TimeSpan.FromMilliseconds(after), Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Rings no more.</summary>
    public void End() => _timer.Dispose();

    private void Ring()
    {
        lock (_arming)
        {
            _armedFor = long.MaxValue;
        }

        _look();
        Arm();
    }
}
