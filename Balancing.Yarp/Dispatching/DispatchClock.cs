using Balancing.Core.Queueing;

namespace Balancing.Yarp.Dispatching;

/// <summary>Tells a dispatcher that time has passed, when it asked for it: one timer, set only where an earlier look is wanted than the one it is set for.</summary>
internal sealed class DispatchClock
{
    private readonly Dispatcher _dispatcher;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly Lock _arming = new();
    private long _armedFor = long.MaxValue;

    public DispatchClock(TimeProvider time, Dispatcher dispatcher)
    {
        _time = time;
        _dispatcher = dispatcher;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(static clock => ((DispatchClock)clock!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>To be called after every event.</summary>
    public void Arm()
    {
        var next = _dispatcher.NextLook.Ticks;
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
                var after = Math.Clamp(Math.Ceiling((TimeSpan.FromTicks(next) - Now).TotalMilliseconds), 0, int.MaxValue);
                _timer.Change(TimeSpan.FromMilliseconds(after), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Look()
    {
        lock (_arming)
        {
            _armedFor = long.MaxValue;
        }

        _dispatcher.Advance(Now);
        Arm();
    }
}
