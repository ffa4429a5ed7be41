using System.Collections.Frozen;
using Job.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Job.Http.Messages;

/// <summary>
/// What Connection names is for this hop alone and goes no further (RFC 9110, section 7.6.1). A client that names what others must see would
/// have it cut for them: Davison, Abusing HTTP hop-by-hop request headers, 2019.
/// </summary>
internal static class ConnectionRules
{
    // What a server or proxy cuts by itself.
    private static readonly FrozenSet<string> Known = new[]
    {
        "close", "keep-alive", "upgrade", "te", "trailer", "connection", "http2-settings", "proxy-connection", "proxy-authenticate", "proxy-authorization",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Critical = new[]
    {
        HeaderNames.Host, HeaderNames.TransferEncoding, HeaderNames.Authorization, HeaderNames.Cookie, HeaderNames.CacheControl, HeaderNames.Expect,
        HeaderNames.Origin, HeaderNames.Via, HeaderNames.Range, "Forwarded", "X-Real-IP", "Idempotency-Key", "Request-Timeout", "X-Application-Id", "X-Job-Type",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static string? FaultOf(IHeaderDictionary headers)
    {
        var options = headers.Connection;
        if (options.Count == 0 || (options.Count == 1 && Known.Contains(options.ToString())))
        {
            return null;
        }

        foreach (var line in options)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var option = line.AsSpan()[range].Trim(" \t");
                if (option.IsEmpty)
                {
                    continue;
                }

                if (!Tokens.IsToken(option))
                {
                    return $"Connection holds {SafeText.Quote(option.ToString())}, which is no name; send names with commas between them.";
                }

                var name = option.ToString();
                if (IsCritical(name))
                {
                    return $"Connection names {name}, which is not for one connection alone; leave it out there.";
                }

                if (!Known.Contains(name))
                {
                    headers.Remove(name);
                }
            }
        }

        return null;
    }

    private static bool IsCritical(string name) => Critical.Contains(name)
        || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase);
}
