using System.Buffers;
using System.Net;

namespace Balancing.Yarp.Forwarding;

/// <summary>The content of an answer whose beginning, or the whole of it, is in memory already. Can be read once.</summary>
internal sealed class HeldContent : HttpContent
{
    private readonly HttpContent _source;
    private readonly HeldStream _stream;

    /// <param name="source">What is held; its headers are taken over.</param>
    /// <param name="stream">What to read.</param>
    public HeldContent(HttpContent source, HeldStream stream)
    {
        _source = source;
        _stream = stream;
        foreach (var (name, values) in source.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
        }
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(_stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _stream.CopyToAsync(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
            _source.Dispose();
        }

        base.Dispose(disposing);
    }
}
