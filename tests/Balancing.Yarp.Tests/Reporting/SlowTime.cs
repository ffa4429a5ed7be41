namespace Balancing.Yarp.Tests.Reporting;

/// <summary>Time that passes twenty times slower, for what must come about before a second is over: on a busy machine that takes longer.</summary>
internal sealed class SlowTime : TimeProvider
{
    private const int Factor = 20;

    private readonly long _start = System.GetTimestamp();

    public override long GetTimestamp() => _start + ((System.GetTimestamp() - _start) / Factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        => new SlowTimer(System.CreateTimer(callback, state, Slower(dueTime), Slower(period)));

    // The longest a timer takes is 49 days; negative means never.
    private static TimeSpan Slower(TimeSpan time)
        => time < TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(Math.Min(time.TotalMilliseconds * Factor, int.MaxValue));

    private sealed class SlowTimer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(Slower(dueTime), Slower(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
