using System.Net.Sockets;
using System.Text;

namespace Broker.Api.Tests;

/// <summary>Speaks HTTP by hand, to say what no well-behaved client would.</summary>
internal sealed class RawCall : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };

    public static async Task<RawCall> ConnectAsync(Uri server)
    {
        var call = new RawCall();
        await call._tcp.ConnectAsync("127.0.0.1", server.Port, TestContext.Current.CancellationToken);
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
        => await _tcp.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);

    /// <summary>Everything until the text satisfies the condition or the server closes; fails after 30 seconds.</summary>
    public async Task<string> ReadUntilAsync(Func<string, bool> enough)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(30));
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!enough(text.ToString()))
        {
            var count = await _tcp.GetStream().ReadAsync(buffer, bound.Token);
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
