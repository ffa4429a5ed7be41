using System.IO.Pipelines;
using Broker.Api.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Broker.Api.Tests.Limits;

/// <summary>When a body that streams is refused; time is stepped by hand.</summary>
public sealed class PacedBodyTests : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _pipe = new();
    private readonly PacedBody _body;

    public PacedBodyTests() => _body = new PacedBody(_pipe.Reader.AsStream(), new Pace(Window, bytesPerSecond: 1), _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _body.Dispose();

    [Fact]
    public async Task Read_NothingForAWindow_IsTooSlow()
    {
        var reading = _body.ReadAsync(new byte[100], Token).AsTask();

        _time.Advance(Window);

        Assert.Equal(StatusCodes.Status408RequestTimeout, (await Assert.ThrowsAsync<BadHttpRequestException>(() => reading)).StatusCode);
    }

    // As YARP reads: with an empty buffer first, so that all the waiting is in reads that bring nothing.
    [Fact]
    public async Task Read_EachByteAnnouncedByAnEmptyRead_IsTooSlowAtTheEndOfTheWindow()
    {
        var buffer = new byte[100];
        var reads = 0;
        async Task DripAsync()
        {
            for (; reads < 100; reads++)
            {
                var peek = _body.ReadAsync(Memory<byte>.Empty, Token).AsTask();
                _time.Advance(TimeSpan.FromSeconds(3));
                await _pipe.Writer.WriteAsync(new byte[1], Token);
                await peek;
                Assert.Equal(1, await _body.ReadAsync(buffer, Token));
            }
        }

        await Assert.ThrowsAsync<BadHttpRequestException>(DripAsync);

        Assert.Equal(3, reads);
    }

    [Fact]
    public async Task Read_FastEnoughInEachWindow_ReadsOn()
    {
        for (var read = 0; read < 100; read++)
        {
            var reading = _body.ReadAsync(new byte[100], Token).AsTask();
            _time.Advance(TimeSpan.FromSeconds(3));
            await _pipe.Writer.WriteAsync(new byte[4], Token);
            Assert.Equal(4, await reading);
        }
    }

    [Fact]
    public async Task Read_TheEnd_IsNeverTooSlow()
    {
        var reading = _body.ReadAsync(new byte[100], Token).AsTask();
        _time.Advance(Window - TimeSpan.FromSeconds(1));
        await _pipe.Writer.CompleteAsync();

        Assert.Equal(0, await reading);
    }
}
