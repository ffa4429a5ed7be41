using System.Net;

namespace Broker.Api.Tests.Tls;

/// <summary>The body of a job that begins and does not go on.</summary>
internal sealed class HalfJob : HttpContent
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HalfJob() => Headers.ContentType = new("text/plain");

    /// <summary>Done when the beginning has been sent.</summary>
    public Task Begun => _begun.Task;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync("App1:"u8.ToArray());
        await stream.FlushAsync();
        _begun.SetResult();
        await _ended.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        _ended.TrySetResult();
        base.Dispose(disposing);
    }
}
