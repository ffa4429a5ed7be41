using System.Net.Sockets;
using System.Text;

namespace Broker.Api.Tests;

/// <summary>Speaks HTTP by hand, to say what no well-behaved client would.</summary>
internal sealed class RawCall : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private NetworkStream _stream = null!;

    public static async Task<RawCall> ConnectAsync(Uri server)
    {
        var call = new RawCall();
        await call._tcp.ConnectAsync("127.0.0.1", server.Port, TestContext.Current.CancellationToken);
        call._stream = call._tcp.GetStream(); // which it gives no more once this side has ended
        return call;
    }

    /// <summary>One whole exchange on a connection of its own: what the server says until it closes.</summary>
    public static async Task<string> SayAsync(Uri server, string text)
    {
        using var call = await ConnectAsync(server);
        await call.SendAsync(text);
        return await call.ReadUntilAsync(_ => false);
    }

    public async Task SendAsync(string text)
        => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);

    /// <summary>Sends as much as the server takes, and ends this side if told so; a server that has refused the rest is no failure.</summary>
    public async Task TrySendAsync(string text, bool ends)
    {
        try
        {
            await SendAsync(text);
            if (ends)
            {
                _tcp.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception closed) when (closed is IOException or SocketException)
        {
        }
    }

    /// <summary>Everything until the text satisfies the condition or the server closes; fails after 30 seconds.</summary>
    public async Task<string> ReadUntilAsync(Func<string, bool> enough)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(30));
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!enough(text.ToString()))
        {
            int count;
            try
            {
                count = await _stream.ReadAsync(buffer, bound.Token);
            }
            catch (IOException)
            {
                break; // closed with bytes of ours unread: a reset, behind all that was said
            }

            if (count == 0)
            {
                break;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    /// <summary>Leaves without a word: the server sees a reset.</summary>
    public void Reset()
    {
        _tcp.LingerState = new LingerOption(true, 0);
        _tcp.Close();
    }

    public void Dispose() => _tcp.Dispose();
}
