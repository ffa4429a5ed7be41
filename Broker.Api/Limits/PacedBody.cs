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
        if (!reading.IsCompletedSuccessfully)
        {
            return WaitAsync(reading.AsTask(), cancellationToken);
        }

        var count = reading.Result;
        _pace.Note(TimeSpan.Zero, count);
        return new ValueTask<int>(count);
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

    private async ValueTask<int> WaitAsync(Task<int> reading, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (began, left) = (time.GetTimestamp(), _pace.Left);
            await Task.WhenAny(reading, Task.Delay(left, time, cancellationToken));
            var waited = time.GetElapsedTime(began);
            if (reading.IsCompleted)
            {
                var count = await reading;
                return _pace.Note(waited, count) || count == 0 ? count : throw TooSlow();
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (!_pace.Note(waited < left ? left : waited, 0))
            {
                throw TooSlow();
            }
        }
    }

    private static BadHttpRequestException TooSlow() => new("The body came too slowly.", StatusCodes.Status408RequestTimeout);
}
