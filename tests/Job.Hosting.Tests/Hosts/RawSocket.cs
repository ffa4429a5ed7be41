using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Job.Hosting.Tests.Hosts;

/// <summary>Speaks HTTP by hand, to say what no well-behaved client would.</summary>
internal sealed class RawSocket : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<RawSocket> ConnectAsync(int port)
    {
        var raw = new RawSocket();
        await raw._socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return raw;
    }

    public async Task SendAsync(string text)
        => await _socket.SendAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);

    /// <summary>Everything until the server closes the connection; fails after 30 seconds.</summary>
    public Task<string> ReadToEndAsync() => ReadUntilAsync(_ => false);

    /// <summary>Everything until the text satisfies the condition or the server closes; fails after 30 seconds.</summary>
    public async Task<string> ReadUntilAsync(Func<string, bool> enough)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(30));
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!enough(text.ToString()))
        {
            var count = await _socket.ReceiveAsync(buffer, bound.Token);
            if (count == 0)
            {
                break;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    /// <summary>Says that nothing more will be sent, and still listens.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Leaves without a word: the server sees a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();
}
