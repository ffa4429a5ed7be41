using System.Globalization;

namespace Job.Hosting.Settings;

/// <summary>Reads durations as people write them: .NET's own <c>00:00:05</c>, or a number with its unit, <c>5s</c>.</summary>
internal static class SettingDuration
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        foreach (var (suffix, seconds) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                var ticks = number * seconds * TimeSpan.TicksPerSecond;
                duration = Math.Abs(ticks) < long.MaxValue ? new TimeSpan((long)Math.Round(ticks)) : default;
                return Math.Abs(ticks) < long.MaxValue;
            }
        }

        // A bare 5 would be five days to .NET, and five seconds to whoever wrote it.
        duration = default;
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);
    }
}
