using System.Globalization;

namespace Client.Cli.Syntax;

/// <summary>Durations as they are typed.</summary>
internal static class Durations
{
    // A timer takes no more than 49 days, and nobody waits for a day.
    private static readonly TimeSpan Most = TimeSpan.FromDays(1);

    /// <summary>Reads <c>30</c>, <c>0.5</c>, <c>30s</c> or <c>00:01:30</c>.</summary>
    public static bool TryRead(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var read = text.Contains(':', StringComparison.Ordinal)
            ? TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out duration)
            : TryReadSeconds(text.EndsWith('s') ? text[..^1] : text, out duration);
        return read && duration > TimeSpan.Zero && duration <= Most;
    }

    private static bool TryReadSeconds(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            || !(seconds <= Most.TotalSeconds)) // so that it refuses NaN
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
