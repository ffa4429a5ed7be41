using System.Globalization;

namespace Client.Cli.Syntax;

/// <summary>Durations as they are typed.</summary>
internal static class Durations
{
    // A timer takes no more than 49 days, and nobody waits for a day.
    private static readonly TimeSpan Most = TimeSpan.FromDays(1);

    // The unit at the end, with what it is worth in seconds; "s" last, since the others end with it, too.
    private static readonly (string Unit, double Seconds)[] Units = [("us", 1e-6), ("ms", 1e-3), ("s", 1)];

    /// <summary>Reads <c>30</c>, <c>0.5</c>, <c>30s</c>, <c>5ms</c>, <c>200us</c> or <c>00:01:30</c>.</summary>
    public static bool TryRead(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var read = text.Contains(':', StringComparison.Ordinal)
            ? TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out duration)
            : TryReadNumber(text, out duration);
        return read && duration > TimeSpan.Zero && duration <= Most;
    }

    private static bool TryReadNumber(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var (unit, worth) = Units.FirstOrDefault(unit => text.EndsWith(unit.Unit, StringComparison.Ordinal), ("", 1));
        if (!double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || !(number * worth <= Most.TotalSeconds)) // so that it refuses NaN
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)Math.Round(number * worth * TimeSpan.TicksPerSecond));
        return true;
    }
}
