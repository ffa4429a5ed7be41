using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Broker.Api.Tests.Limits;

/// <summary>A client that says something, and then drips: bytes to send now and then, or bytes to read.</summary>
internal sealed class SlowClient : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public SlowClient(int? receiveBuffer = null)
    {
        if (receiveBuffer is { } size)
        {
            _socket.ReceiveBufferSize = size; // before connecting: the window that the other side sees
        }
    }

    /// <summary>Says the beginning and then drips until the other side ends the connection.</summary>
    /// <param name="server">Where.</param>
    /// <param name="beginning">Said at once.</param>
    /// <param name="drop">Said ten times a second from then on; empty to read a few bytes at that pace instead.</param>
    /// <returns>What the other side said, up to the first thousand bytes.</returns>
    public async Task<string> DripAsync(Uri server, string beginning, string drop)
    {
        var token = TestContext.Current.CancellationToken;
        await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), token);
        await _socket.SendAsync(Encoding.Latin1.GetBytes(beginning), token);
        var said = new StringBuilder();
        var buffer = new byte[drop.Length == 0 ? 100 : 1024];
        try
        {
            var reading = _socket.ReceiveAsync(buffer, token).AsTask();
            while (true)
            {
                await Task.Delay(Pause, token);
                if (reading.IsCompleted)
                {
                    var count = await reading;
                    if (count == 0)
                    {
                        break;
                    }

                    said.Append(said.Length < 1000 ? Encoding.Latin1.GetString(buffer, 0, count) : "");
                    reading = _socket.ReceiveAsync(buffer, token).AsTask();
                }

                await _socket.SendAsync(Encoding.Latin1.GetBytes(drop), token);
            }
        }
        catch (SocketException)
        {
        }

        return said.ToString();
    }

    /// <summary>Says something and does not read.</summary>
    public async Task SayAsync(Uri server, string text)
    {
        await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), TestContext.Current.CancellationToken);
        await _socket.SendAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
    }

    public void Dispose() => _socket.Dispose();
}
