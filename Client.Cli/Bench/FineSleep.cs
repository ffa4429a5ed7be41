using System.Runtime.InteropServices;

namespace Client.Cli.Bench;

/// <summary>
/// Sleeps for fractions of a millisecond, which <see cref="Thread.Sleep(TimeSpan)"/> cuts off: at 900 jobs a second the gaps are no longer than that.
/// </summary>
internal static class FineSleep
{
    // Windows wakes a sleeper by ticks of up to 16 ms; there the last stretch is spent awake.
    private static readonly TimeSpan WindowsTick = TimeSpan.FromMilliseconds(16);

    /// <summary>Blocks the thread; on Linux it wakes some 60 microseconds late.</summary>
    /// <param name="duration">Over 0, below a second.</param>
    public static void For(TimeSpan duration)
    {
        if (!OperatingSystem.IsWindows())
        {
            var wish = new TimeSpec { Seconds = 0, Nanoseconds = (nint)(duration.Ticks * TimeSpan.NanosecondsPerTick) };
            _ = NanoSleep(in wish, 0); // a signal may end it early; the caller looks at the clock anyway
        }
        else if (duration > WindowsTick)
        {
            Thread.Sleep(duration - WindowsTick);
        }
        else
        {
            Thread.SpinWait(20);
        }
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NanoSleep(in TimeSpec wish, nint remaining);

    // As of every 64-bit Unix: time_t and long are both 64 bits.
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
