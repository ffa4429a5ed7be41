using System.Globalization;

namespace Balancing.Yarp.Forwarding;

/// <summary>The header <c>Retry-After</c> of a destination: seconds, or a date (RFC 9110, 10.2.3).</summary>
internal static class RetryAfter
{
    // Beyond it nobody plans; and sums with it cannot overflow.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Reads it.</summary>
    /// <param name="text">The header; null for none.</param>
    /// <param name="time">Says what a date is from now.</param>
    /// <returns>0 up to an hour; null when it is not there or says nothing of use.</returns>
    public static TimeSpan? Read(string? text, TimeProvider time)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        TimeSpan after;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            after = seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
        }
        else if (DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            after = date - time.GetUtcNow();
        }
        else
        {
            return null;
        }

        return after < TimeSpan.Zero ? TimeSpan.Zero : after > Longest ? Longest : after;
    }
}
