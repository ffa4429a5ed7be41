using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Job.Worker.Jobs;

/// <summary>The header <c>Request-Timeout</c>: for how many seconds more the answer is of use to whoever asked.</summary>
internal static class RequestTimeout
{
    public const string Header = "Request-Timeout";

    /// <summary>What it may be, for messages; the broker allows the same.</summary>
    public const string Allowed = "a number of seconds above 0, at most 86400, such as 2.5";

    private const double Longest = 86_400;

    /// <summary>Reads it from a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="timeout">Above zero; <see cref="TimeSpan.MaxValue"/> without the header.</param>
    /// <returns>False when it is there and says nothing of use.</returns>
    public static bool TryRead(HttpRequest request, out TimeSpan timeout)
    {
        timeout = TimeSpan.MaxValue;
        var values = request.Headers[Header];
        if (values.Count == 0)
        {
            return true;
        }

        // Without exponents: nobody means 1e9 seconds. NaN and the infinities fail the comparisons.
        if (double.TryParse(values.ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= Longest)
        {
            timeout = TimeSpan.FromSeconds(seconds);
            return timeout > TimeSpan.Zero;
        }

        return false;
    }
}
