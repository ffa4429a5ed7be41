using System.Buffers;
using System.Globalization;
using System.Text;

namespace Job.Contracts;

/// <summary>
/// Makes text that came from outside safe for one line of a log or terminal: control characters, line ends of every kind,
/// marks that turn the writing direction and lone surrogates become escapes such as <c>\u001b</c>.
/// </summary>
/// <remarks>One vectorised scan and no allocation for text that has none of them, which is nearly all text.</remarks>
public static class PrintableText
{
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, 0x10000).Select(code => (char)code).Where(IsSuspect)]);

    /// <summary>The same text on one line, without anything a terminal would obey.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The text itself when it is clean already.</returns>
    public static string Of(string text)
    {
        var first = text.AsSpan().IndexOfAny(Suspects);
        if (first < 0)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length + 16).Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
        {
            var character = text[i];
            if (char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                clean.Append(character).Append(text[++i]);
            }
            else if (IsSuspect(character))
            {
                AppendEscaped(clean, character);
            }
            else
            {
                clean.Append(character);
            }
        }

        return clean.ToString();
    }

    private static void AppendEscaped(StringBuilder clean, char character) => _ = character switch
    {
        '\n' => clean.Append("\\n"),
        '\r' => clean.Append("\\r"),
        '\t' => clean.Append("\\t"),
        _ => clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
    };

    // Format characters (bidirectional overrides, zero-width marks) can make a line read as something it is not.
    private static bool IsSuspect(char character) => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.Surrogate
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator;
}
