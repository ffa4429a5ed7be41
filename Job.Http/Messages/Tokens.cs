using System.Buffers;

namespace Job.Http.Messages;

/// <summary>What names of HTTP are made of (RFC 9110, section 5.6.2).</summary>
internal static class Tokens
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(Allowed);
}
