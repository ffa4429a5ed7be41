using System.Text;

namespace Worker.Api.Exec;

/// <summary>What a program writes to one of its streams, in bounded memory.</summary>
/// <remarks>Read by a thread of its own: a read of a pipe holds its thread, and the pool's are for requests.</remarks>
internal sealed class ExecStream
{
    private const int ChunkBytes = 16 * 1024;

    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _max;
    private readonly bool _keepsTail;
    private byte[] _kept = [];
    private int _count;

    private ExecStream(int max, bool keepsTail) => (_max, _keepsTail) = (max, keepsTail);

    /// <summary>Done when the program has written more than may be kept; never for a tail.</summary>
    public Task Full => _full.Task;

    /// <summary>Done when the stream is at its end, or full.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>What is kept; to be asked when it has ended.</summary>
    public ReadOnlyMemory<byte> Bytes => _kept.AsMemory(0, _count);

    /// <summary>Reads everything, up to a limit; beyond it, no further, so that the program waits.</summary>
    public static ExecStream ReadWhole(Stream stream, int max) => new ExecStream(max, keepsTail: false).Begin(stream);

    /// <summary>Reads everything and keeps its last bytes.</summary>
    public static ExecStream ReadTail(Stream stream, int max) => new ExecStream(max, keepsTail: true).Begin(stream);

    /// <summary>The kept bytes as text; what is no UTF-8, such as a character cut in two, shows as U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);

    private ExecStream Begin(Stream stream)
    {
        Ended = Task.Factory.StartNew(
            () => ReadToEnd(stream), CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        return this;
    }

    private void ReadToEnd(Stream stream)
    {
        var chunk = new byte[ChunkBytes];
        try
        {
            while (stream.Read(chunk) is > 0 and var read)
            {
                if (!Keep(chunk.AsSpan(0, read)))
                {
                    _full.TrySetResult();
                    return;
                }
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // As good as its end: the job was given up, or nobody holds the other side any more.
        }
    }

    private bool Keep(ReadOnlySpan<byte> read)
    {
        if (_keepsTail)
        {
            read = read[Math.Max(0, read.Length - _max)..];
            var old = Math.Min(_count, _max - read.Length);
            Bytes.Span[(_count - old)..].CopyTo(_kept);
            _count = old;
        }
        else if (read.Length > _max - _count)
        {
            return false;
        }

        if (_kept.Length < _count + read.Length)
        {
            Array.Resize(ref _kept, Math.Min(_max, Math.Max(2 * _kept.Length, _count + read.Length)));
        }

        read.CopyTo(_kept.AsSpan(_count));
        _count += read.Length;
        return true;
    }
}
