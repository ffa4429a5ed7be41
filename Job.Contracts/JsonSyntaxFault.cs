using System.Text.Json;

namespace Job.Contracts;

/// <summary>Says in the sender's words what System.Text.Json found broken, from the bytes around the place it names.</summary>
internal static class JsonSyntaxFault
{
    public static string Describe(ReadOnlySpan<byte> body, JsonException fault)
    {
        var line = (int)(fault.LineNumber ?? 0);
        var inLine = (int)(fault.BytePositionInLine ?? 0);
        var at = Math.Min(StartOf(line, body) + inLine, body.Length);
        return $"The body is not valid JSON at line {line + 1}, byte {inLine + 1}: {Reason(body, at)}";
    }

    private static string Reason(ReadOnlySpan<byte> body, int at)
    {
        if (at == body.Length)
        {
            return "it ends before it is complete. Send it whole.";
        }

        var before = body[..at].TrimEnd(" \t\r\n"u8);
        var last = before.IsEmpty ? (byte)0 : before[^1];
        var found = SafeText.Quote(body[at..]);
        return body[at] switch
        {
            (byte)'}' or (byte)']' when last == ',' => "a comma stands before the closing bracket. Remove it.",
            (byte)'/' => "comments are not allowed. Remove it.",
            (byte)'\'' => "text stands in single quotes. Use double quotes.",
            < 0x20 => $"{found} begins with a control character. Remove it, or escape it inside of text.",
            _ when last == 0 && body.Contains((byte)':') && body[0] != '{' =>
                $"{found} is no JSON object. If it is the form App1:Long, send it with Content-Type: text/plain.",
            _ when last is (byte)'{' or (byte)',' =>
                $"{found} stands where a value or a name in double quotes belongs. "
                + "(A shell may have removed quotes: Windows PowerShell wants \\\" for each.)",
            _ => $"{found} stands where it does not belong.",
        };
    }

    private static int StartOf(int line, ReadOnlySpan<byte> body)
    {
        var start = 0;
        for (; line > 0; line--)
        {
            start += body[start..].IndexOf((byte)'\n') + 1;
        }

        return start;
    }
}
