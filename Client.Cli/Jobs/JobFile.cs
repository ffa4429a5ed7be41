using System.Text;

namespace Client.Cli.Jobs;

/// <summary>The bytes of a list of jobs.</summary>
internal static class JobFile
{
    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    public static async Task<byte[]> ReadAsync(string name, Func<Stream> openInput, CancellationToken cancellationToken)
    {
        if (name != StandardInput)
        {
            return await File.ReadAllBytesAsync(name, cancellationToken);
        }

        await using var input = openInput();
        using var content = new MemoryStream();
        await input.CopyToAsync(content, cancellationToken).WaitAsync(cancellationToken); // a keyboard cannot be interrupted otherwise
        return content.ToArray();
    }

    /// <summary>
    /// The content without a byte order mark. UTF-16 is what <c>"App1:Long" &gt; jobs.txt</c> writes in Windows PowerShell; other encodings
    /// are left as they are, for the reader of jobs to refuse line by line.
    /// </summary>
    public static ReadOnlyMemory<byte> ToUtf8(byte[] content) => content switch
    {
        [0xEF, 0xBB, 0xBF, ..] => content.AsMemory(3),
        [0xFF, 0xFE, ..] => Encoding.Convert(Encoding.Unicode, Encoding.UTF8, content, 2, content.Length - 2),
        [0xFE, 0xFF, ..] => Encoding.Convert(Encoding.BigEndianUnicode, Encoding.UTF8, content, 2, content.Length - 2),
        _ => content,
    };
}
