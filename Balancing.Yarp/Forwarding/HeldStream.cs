using System.Buffers;

namespace Balancing.Yarp.Forwarding;

/// <summary>Reads what is in memory, then the rest.</summary>
/// <param name="held">Counts the memory.</param>
/// <param name="buffer">The memory, out of the shared pool; this gives it back.</param>
/// <param name="rest">What follows, if anything.</param>
internal sealed class HeldStream(HeldBytes held, byte[] buffer, Stream rest) : Stream
{
    private byte[]? _buffer = buffer;
    private int _start;
    private int _end;
    private Task? _arriving;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Says how much of the memory is filled, and what the rest is waited for by already.</summary>
    public HeldStream Filled(int count, Task? arriving)
    {
        _end = count;
        _arriving = arriving;
        return this;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        if (_buffer is { } memory && _start < _end)
        {
            var count = Math.Min(destination.Length, _end - _start);
            memory.AsSpan(_start, count).CopyTo(destination.Span);
            _start += count;
            return count;
        }

        if (_arriving is { } arriving)
        {
            _arriving = null;
            await arriving; // two reads at once are not allowed
        }

        return await rest.ReadAsync(destination, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _buffer, null) is { } memory)
        {
            held.Release(memory.Length);
            ArrayPool<byte>.Shared.Return(memory);
            rest.Dispose();
        }

        base.Dispose(disposing);
    }
}
