using System.Text;

namespace Job.Http.Messages;

/// <summary>Reads digits, and everything else as question marks.</summary>
/// <remarks>
/// For Content-Length, which RFC 9110, section 8.6, makes of digits alone. Kestrel reads it by <see cref="long.TryParse(string, out long)"/>, which takes
/// "+5", and white space that other servers take for a value; of a value past its 20 characters an encoding's own exception would end the connection without an answer.
/// </remarks>
internal sealed class DigitsEncoding : Encoding
{
    public static readonly DigitsEncoding Instance = new();

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        // Too long for a number is none: as many question marks as there is room for, which is more than Kestrel takes.
        var fits = bytes.Length <= chars.Length;
        var count = fits ? bytes.Length : chars.Length;
        for (var at = 0; at < count; at++)
        {
            chars[at] = fits && char.IsAsciiDigit((char)bytes[at]) ? (char)bytes[at] : '?';
        }

        return count;
    }

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
        => GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
        => Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => charCount;
}
