using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Broker.Api.Tests.Hostile;

/// <summary>One HTTP/1.1 message as it stood on the wire, read by the letter of RFC 9112: whatever two servers might read differently is a fault of it.</summary>
internal sealed partial class WireMessage
{
    private static readonly string[] OnlyOnce =
        ["host", "content-length", "transfer-encoding", "content-type", "authorization", "connection", "upgrade", "expect", "date", "location"];

    private readonly List<string> _faults = [];

    public required string StartLine { get; init; }

    /// <summary>Names in lower case.</summary>
    public List<(string Name, string Value)> Fields { get; } = [];

    public byte[] Body { get; private set; } = [];

    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Of a request: its target. Of an answer: its status.</summary>
    public string Second => StartLine.Split(' ') is { Length: > 1 } parts ? parts[1] : "";

    /// <summary>The head in lower case, each line ended by a line feed, for looking up what stands in it.</summary>
    public string Head => $"{StartLine}\n{string.Concat(Fields.Select(one => $"{one.Name}: {one.Value}\n"))}".ToLowerInvariant();

    public string? this[string name] => Fields.FirstOrDefault(one => one.Name == name).Value;

    /// <summary>Reads one message from the front of the bytes.</summary>
    /// <param name="bytes">What has come so far.</param>
    /// <param name="isRequest">A request, or an answer.</param>
    /// <param name="hasNoBody">Whether it answers a HEAD.</param>
    /// <param name="length">How many bytes it takes.</param>
    /// <returns>Null while it is not whole.</returns>
    public static WireMessage? Read(ReadOnlySpan<byte> bytes, bool isRequest, bool hasNoBody, out int length)
    {
        length = 0;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        var lines = Encoding.Latin1.GetString(bytes[..end]).Split("\r\n");
        var message = new WireMessage { StartLine = lines[0] };
        message.ReadHead(lines, isRequest);
        var rest = bytes[(end + 4)..];
        if (!message.TryReadBody(rest, isRequest, hasNoBody, out var bodyLength))
        {
            return null;
        }

        length = end + 4 + bodyLength;
        return message;
    }

    private void ReadHead(string[] lines, bool isRequest)
    {
        if (!(isRequest ? RequestLine() : StatusLine()).IsMatch(StartLine))
        {
            _faults.Add($"start line '{StartLine}'");
        }

        foreach (var line in lines.Skip(1))
        {
            if (Field().Match(line) is { Success: true } field)
            {
                Fields.Add((field.Groups["name"].Value.ToLowerInvariant(), field.Groups["value"].Value));
            }
            else
            {
                _faults.Add($"field '{line}'");
            }
        }

        _faults.AddRange(OnlyOnce.Where(name => Fields.Count(field => field.Name == name) > 1).Select(name => $"{name} more than once"));
        if (isRequest && this["host"] is null or "")
        {
            _faults.Add("no host");
        }

        if (this["content-length"] is { } size && (this["transfer-encoding"] is not null || !size.All(char.IsAsciiDigit)))
        {
            _faults.Add($"content-length '{size}' beside transfer-encoding '{this["transfer-encoding"]}'");
        }

        if (this["transfer-encoding"] is not (null or "chunked"))
        {
            _faults.Add($"transfer-encoding '{this["transfer-encoding"]}'");
        }
    }

    private bool TryReadBody(ReadOnlySpan<byte> bytes, bool isRequest, bool hasNoBody, out int length)
    {
        length = 0;
        if (!isRequest && (hasNoBody || Second is ['1', ..] or "204" or "304"))
        {
            return true;
        }

        if (this["transfer-encoding"] is not null)
        {
            return TryReadChunks(bytes, ref length);
        }

        length = int.TryParse(this["content-length"], NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0;
        if (bytes.Length < length)
        {
            return false;
        }

        Body = bytes[..length].ToArray();
        return true;
    }

    private bool TryReadChunks(ReadOnlySpan<byte> bytes, ref int length)
    {
        var body = new List<byte>();
        while (true)
        {
            var end = bytes[length..].IndexOf("\r\n"u8);
            if (end < 0)
            {
                return false;
            }

            var line = Encoding.Latin1.GetString(bytes.Slice(length, end));
            if (!int.TryParse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size))
            {
                _faults.Add($"chunk size '{line}'");
                return true;
            }

            length += end + 2;
            if (bytes.Length < length + size + 2)
            {
                return false;
            }

            body.AddRange(bytes.Slice(length, size));
            length += size;
            if (!bytes[length..].StartsWith("\r\n"u8))
            {
                _faults.Add(size == 0 ? "trailers" : "chunk without an end");
            }

            length += 2;
            if (size == 0)
            {
                Body = [.. body];
                return true;
            }
        }
    }

    [GeneratedRegex(@"\A[!#$%&'*+.^_`|~0-9A-Za-z-]+ (/|\*\z)[\x21\x23-\x3b\x3d\x3f-\x7e]* HTTP/1\.1\z")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"\AHTTP/1\.1 [1-5][0-9][0-9] [\t\x20-\x7e\x80-\xff]*\z")]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"\A(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+): ?(?<value>|[\x21-\x7e\x80-\xff]|[\x21-\x7e\x80-\xff][\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])\z")]
    private static partial Regex Field();
}
