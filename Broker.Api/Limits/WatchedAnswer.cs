using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Broker.Api.Limits;

/// <summary>An answer on its way to the client. A write that is taken at once costs nothing more; one that must wait is bounded in time.</summary>
/// <remarks>Kestrel bounds the average pace only, so that who has taken much may then take nothing for hours.</remarks>
internal sealed class WatchedAnswer(HttpContext context, IHttpResponseBodyFeature inner, SlowClients clients) : Stream, IHttpResponseBodyFeature
{
    public Stream Stream => this;

    public PipeWriter Writer => inner.Writer;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var writing = inner.Stream.WriteAsync(buffer, cancellationToken);
        return writing.IsCompleted ? writing : clients.WaitAsync(context, writing);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        var flushing = inner.Stream.FlushAsync(cancellationToken);
        return flushing.IsCompleted ? flushing : clients.WaitAsync(context, new ValueTask(flushing)).AsTask();
    }

    public override void Flush() => inner.Stream.Flush();

    public override void Write(byte[] buffer, int offset, int count) => inner.Stream.Write(buffer, offset, count);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
        => inner.SendFileAsync(path, offset, count, cancellationToken);

    public Task CompleteAsync() => inner.CompleteAsync();
}
