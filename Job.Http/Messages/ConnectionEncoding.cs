using System.Text;

namespace Job.Http.Messages;

/// <summary>Reads lists of connection options so that none is lost on the way to <see cref="ConnectionRules"/>.</summary>
/// <remarks>
/// Kestrel writes "close, X-Hop" anew as "close", and X-Hop, which must go no further, would go on unseen. It leaves alone what holds two options of its
/// own, and what holds none. So "close, X-Hop" is read as "keep-alive, close, X-Hop", which closes as well, and "keep-alive, X-Hop" as "X-Hop", for HTTP/1.1
/// keeps a connection anyway. One option on a line by itself stays as it is; of several lines Kestrel may still drop one, and then a field is
/// passed on that its client could have sent without naming it.
/// </remarks>
internal sealed class ConnectionEncoding : Encoding
{
    public static readonly ConnectionEncoding Instance = new();

    private const string Close = "close";
    private const string KeepAlive = "keep-alive";
    private const string Upgrade = "upgrade";

    public override int GetCharCount(byte[] bytes, int index, int count) => Read(bytes.AsSpan(index, count)).Length;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var text = Read(bytes.AsSpan(byteIndex, byteCount));
        text.CopyTo(chars.AsSpan(charIndex));
        return text.Length;
    }

    // Each option but the first stands behind a comma, which may grow by a space; and two may be put before them.
    public override int GetMaxCharCount(int byteCount) => (2 * byteCount) + KeepAlive.Length + Close.Length + 4;

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
        => Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => charCount;

    private static string Read(ReadOnlySpan<byte> bytes)
    {
        var text = Latin1.GetString(bytes);
        if (!text.Contains(',', StringComparison.Ordinal))
        {
            return text;
        }

        var options = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var others = Array.FindAll(options, option => !Is(option, Close) && !Is(option, KeepAlive) && !Is(option, Upgrade));
        if (others.Length == 0 || others.Length == options.Length)
        {
            return text;
        }

        var own = (Array.Exists(options, option => Is(option, Close)), Array.Exists(options, option => Is(option, Upgrade))) switch
        {
            (true, true) => $"{Close}, {Upgrade}, ",
            (true, false) => $"{KeepAlive}, {Close}, ",
            (false, true) => $"{KeepAlive}, {Upgrade}, ",
            _ => "",
        };
        return own + string.Join(", ", others);
    }

    private static bool Is(string option, string other) => option.Equals(other, StringComparison.OrdinalIgnoreCase);
}
