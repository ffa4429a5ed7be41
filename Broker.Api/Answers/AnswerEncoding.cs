using System.Buffers;
using System.Text;

namespace Broker.Api.Answers;

/// <summary>Latin-1, in which what may stand in no field of an answer is seen: a bare CR and a null become SOH, which Kestrel refuses to pass on.</summary>
/// <remarks>
/// .NET's client makes spaces of them, as RFC 9110, section 5.5, allows; but a worker that sends them is broken, or somebody speaks through it. By pointers, because so
/// the client asks: without these two it would copy each field twice.
/// </remarks>
internal sealed class AnswerEncoding : Encoding
{
    public static readonly AnswerEncoding Instance = new();

    private static readonly SearchValues<char> Refused = SearchValues.Create("\r\0");

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var count = Latin1.GetChars(bytes, chars);
        var read = chars[..count];
        while (read.IndexOfAny(Refused) is >= 0 and var at)
        {
            read[at] = '\u0001';
            read = read[(at + 1)..];
        }

        return count;
    }

    public override unsafe int GetChars(byte* bytes, int byteCount, char* chars, int charCount)
        => GetChars(new ReadOnlySpan<byte>(bytes, byteCount), new Span<char>(chars, charCount));

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
        => GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override unsafe int GetCharCount(byte* bytes, int count) => count;

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
        => Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => charCount;
}
