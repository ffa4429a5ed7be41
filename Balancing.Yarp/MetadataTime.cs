using System.Globalization;

namespace Balancing.Yarp;

/// <summary>Reads times in metadata and admin calls as settings are read: <c>00:00:05</c>, <c>5s</c>, <c>200ms</c>.</summary>
internal static class MetadataTime
{
    /// <summary>What can be given, for messages.</summary>
    public const string Forms = "00:00:30, 30s or 200ms";

    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Reads a time of 0 or more, in any of the forms. A bare number is none: 5 would be five days to .NET, and five seconds to whoever wrote it.</summary>
    public static TimeSpan? Read(string? text)
    {
        text = text?.Trim() ?? "";
        foreach (var (suffix, seconds) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                var ticks = number * seconds * TimeSpan.TicksPerSecond;
                return ticks < long.MaxValue ? new TimeSpan((long)Math.Round(ticks)) : null;
            }
        }

        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero ? time : null;
    }
}
