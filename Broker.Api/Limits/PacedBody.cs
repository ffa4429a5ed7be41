namespace Broker.Api.Limits;

/// <summary>A body on its way to a worker, which holds a slot there while it comes: a sender below the pace is refused with 408.</summary>
internal sealed class PacedBody(Stream inner, Pace pace, TimeProvider time) : Stream
{
    private Pace _pace = pace;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = inner.ReadAsync(buffer, cancellationToken);
        return reading.IsCompletedSuccessfully
            ? new ValueTask<int>(Judged(TimeSpan.Zero, reading.Result))
            : WaitAsync(reading.AsTask(), isPeek: buffer.IsEmpty, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask<int> WaitAsync(Task<int> reading, bool isPeek, CancellationToken cancellationToken)
    {
        while (true)
        {
            var began = time.GetTimestamp();
            var left = _pace.Left;
            try
            {
                // Its timer ends with the read: an upload waits thousands of times a second.
                var count = await reading.WaitAsync(left, time, cancellationToken);
                var waited = time.GetElapsedTime(began);
                if (!isPeek)
                {
                    return Judged(waited, count);
                }

                // YARP asks with an empty buffer whether there is something. What there is, the read behind it tells.
                _pace.Wait(waited);
                return count;
            }
            catch (TimeoutException)
            {
                if (!_pace.Note(left, 0))
                {
                    throw TooSlow();
                }
            }
        }
    }

    private int Judged(TimeSpan waited, int count) => _pace.Note(waited, count) || count == 0 ? count : throw TooSlow();

    private static BadHttpRequestException TooSlow() => new("The body came too slowly.", StatusCodes.Status408RequestTimeout);
}
