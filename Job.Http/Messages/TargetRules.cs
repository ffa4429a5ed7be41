using System.Buffers;
using Job.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Job.Http.Messages;

/// <summary>The target of a request, as it stood in its first line (RFC 9112, section 3.2).</summary>
internal static class TargetRules
{
    // What is visible in ASCII, without the sign that begins a fragment. Kestrel takes control characters, too.
    private static readonly SearchValues<char> Allowed = SearchValues.Create([.. Enumerable.Range(0x21, 0x7E - 0x20).Select(code => (char)code).Where(one => one != '#')]);

    private static readonly SearchValues<char> InNoAuthority = SearchValues.Create("@\\");

    public static string? FaultOf(HttpContext context)
    {
        // Empty in a server of tests that has no wire.
        if (context.Features.Get<IHttpRequestFeature>()?.RawTarget is not { Length: > 0 } target)
        {
            return null;
        }

        if (target.AsSpan().IndexOfAnyExcept(Allowed) is >= 0 and var at)
        {
            return $"The target of the request holds {SafeText.Quote(target[at].ToString())}, which stands in no URI; send it percent-encoded.";
        }

        return target[0] != '/' && target.Contains("://", StringComparison.Ordinal) ? FaultOfAbsolute(target, context.Request.Scheme) : null;
    }

    // That its authority agrees with Host, Kestrel has seen to; but it passes over a user in it, and the scheme.
    private static string? FaultOfAbsolute(string target, string scheme)
    {
        var colon = target.IndexOf("://", StringComparison.Ordinal);
        if (!target.AsSpan(0, colon).Equals(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return $"The target of the request is of another scheme than {scheme}, which is spoken here.";
        }

        var authority = target.AsSpan(colon + 3);
        var end = authority.IndexOfAny('/', '?');
        return (end < 0 ? authority : authority[..end]).ContainsAny(InNoAuthority)
            ? "The target of the request names a user, or holds a backslash, before its path; send the host alone."
            : null;
    }
}
