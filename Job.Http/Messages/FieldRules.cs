using System.Buffers;
using System.Collections.Frozen;
using Job.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Job.Http.Messages;

/// <summary>Names and values of header fields (RFC 9110, sections 5.1, 5.3 and 5.5).</summary>
internal static class FieldRules
{
    private static readonly SearchValues<char> InNoValue = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Append(0x7F).Select(code => (char)code).Where(one => one != '\t')]);

    // Of two, one reader takes the first and another the last.
    private static readonly FrozenSet<string> OnlyOnce = new[]
    {
        HeaderNames.ContentType, HeaderNames.Authorization, HeaderNames.ContentRange, HeaderNames.ContentLocation, "Idempotency-Key", "Request-Timeout",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // CGI, and whatever passes fields on as variables, reads a hyphen and an underscore alike.
    private static readonly FrozenSet<string> Disguised = new[] { "Content_Length", "Transfer_Encoding" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static string? FaultOf(IHeaderDictionary headers)
    {
        foreach (var (name, values) in headers)
        {
            if (!Tokens.IsToken(name))
            {
                return $"The field name {SafeText.Quote(name)} holds what no name may; letters, digits and hyphens are safe.";
            }

            if (FaultOf(name, values) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? FaultOf(string name, StringValues values)
    {
        foreach (var value in values)
        {
            if (value.AsSpan().ContainsAny(InNoValue))
            {
                return $"The field {name} holds a control character; send text.";
            }
        }

        return values.Count > 1 && OnlyOnce.Contains(name) ? $"The field {name} is there {values.Count} times; send it once."
            : name.Contains('_', StringComparison.Ordinal) && Disguised.Contains(name) ? $"The field {name} is another's name in disguise; send it with a hyphen, or not at all."
            : null;
    }
}
