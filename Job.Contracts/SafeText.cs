using System.Buffers;
using System.Globalization;
using System.Text;

namespace Job.Contracts;

/// <summary>
/// Shows a stranger's text inside a sentence of ours: one line, short, nothing that moves a cursor or hides what stands beside it.
/// </summary>
public static class SafeText
{
    // Long enough to recognise one's own text, short enough that the sentence around it stays in sight.
    private const int MostShown = 40;

    /// <summary>
    /// The text in single quotes; what is not printable, halves of surrogate pairs and backslashes as escapes, the rest behind 40
    /// characters as <c>…</c>. Costs no more for a megabyte than for a line.
    /// </summary>
    /// <param name="text">Any text, as it came.</param>
    public static string Quote(ReadOnlySpan<char> text)
    {
        var shown = new StringBuilder(MostShown + 3).Append('\'');
        for (var i = 0; text.Length > 0; i++)
        {
            if (i == MostShown)
            {
                shown.Append('…');
                break;
            }

            var whole = Rune.DecodeFromUtf16(text, out var rune, out var units) == OperationStatus.Done;
            if (rune.Value == '\\')
            {
                shown.Append(@"\\");
            }
            else if (whole && JobRules.IsPrintable(rune))
            {
                shown.Append(text[..units]);
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(whole ? rune.Value : text[0]):X4}");
            }

            text = text[units..];
        }

        return shown.Append('\'').ToString();
    }

    /// <summary>As the other, for bytes that should be UTF-8: what is not shows as U+FFFD.</summary>
    /// <param name="utf8">Any bytes.</param>
    public static string Quote(ReadOnlySpan<byte> utf8)
    {
        // Four bytes make at most one character outside the basic plane, so this prefix always fills what is shown.
        var prefix = utf8[..Math.Min(utf8.Length, 4 * (MostShown + 1))];
        return Quote(Encoding.UTF8.GetString(prefix));
    }
}
