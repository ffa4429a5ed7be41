using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Balancing.Yarp.Dispatching;

/// <summary>The request header <c>Request-Timeout</c>: within how many seconds the answer is of use to the client; decimals allowed.</summary>
public static class RequestTimeout
{
    /// <summary>The header's name.</summary>
    public const string Header = "Request-Timeout";

    /// <summary>What it may be, for messages.</summary>
    public const string Allowed = "a number of seconds above 0, at most 86400, such as 2.5";

    private const double Longest = 86_400;

    /// <summary>Reads the header.</summary>
    /// <param name="request">The request.</param>
    /// <param name="timeout">Null when there is no such header.</param>
    /// <returns>False when it is there and says nothing of use.</returns>
    public static bool TryRead(HttpRequest request, out TimeSpan? timeout)
    {
        ArgumentNullException.ThrowIfNull(request);
        timeout = null;
        if (!request.Headers.TryGetValue(Header, out var values))
        {
            return true;
        }

        // Float without exponents: nobody means 1e9 seconds. NaN and the infinities fail the comparisons.
        if (double.TryParse(values.ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= Longest)
        {
            timeout = TimeSpan.FromSeconds(seconds);
            return timeout > TimeSpan.Zero;
        }

        return false;
    }

    /// <summary>The header's text for a time; in whole milliseconds, at least one.</summary>
    public static string Format(TimeSpan timeout)
        => Math.Max(0.001, Math.Floor(timeout.TotalMilliseconds) / 1000).ToString("0.###", CultureInfo.InvariantCulture);
}
