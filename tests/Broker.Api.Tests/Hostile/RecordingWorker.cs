using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Broker.Api.Tests.Hostile;

/// <summary>A worker of bare sockets: keeps every byte that reaches it, reads it by the letter, and answers with whatever bytes a test wants.</summary>
internal sealed class RecordingWorker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Task> _connections = new();
    private readonly Task _accepting;

    public RecordingWorker()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Whole requests, in the order they came; the broker's own questions (health, load) are not among them.</summary>
    public ConcurrentQueue<WireMessage> Messages { get; } = new();

    /// <summary>What was left of a connection that ended inside a request.</summary>
    public ConcurrentQueue<string> Remains { get; } = new();

    /// <summary>The bytes of the answer to a request, and whether the connection ends behind it; null for one that names the request's target.</summary>
    public Func<WireMessage, (byte[] Bytes, bool Closes)?>? Answer { get; set; }

    /// <summary>The body of the usual answer: it says whose it is.</summary>
    public static string BodyOf(string target) => $"answer to {target}";

    public void Forget()
    {
        Messages.Clear();
        Remains.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Enqueue(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var _ = socket;
        socket.NoDelay = true;
        var bytes = new List<byte>();
        var buffer = new byte[16_384];
        try
        {
            while (await socket.ReceiveAsync(buffer, _stop.Token) is > 0 and var count)
            {
                bytes.AddRange(buffer.AsSpan(0, count));
                while (WireMessage.Read(bytes.ToArray(), isRequest: true, hasNoBody: false, out var length) is { } message)
                {
                    bytes.RemoveRange(0, length);
                    var (answer, closes) = Note(message);
                    await socket.SendAsync(answer, _stop.Token);
                    if (closes)
                    {
                        await EndAsync(socket);
                        return;
                    }
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
        }
        finally
        {
            if (bytes.Count > 0)
            {
                Remains.Enqueue(Encoding.Latin1.GetString([.. bytes]));
            }
        }
    }

    // By a FIN and nothing else: closed with bytes unread, it would be a reset, and answers on their way might be lost.
    private async Task EndAsync(Socket socket)
    {
        socket.Shutdown(SocketShutdown.Send);
        while (await socket.ReceiveAsync(new byte[1024], _stop.Token) > 0)
        {
        }
    }

    private (byte[] Bytes, bool Closes) Note(WireMessage message)
    {
        if (message.Second is "/health/ready" or "/load")
        {
            return (Whole(message, "HTTP/1.1 404 Not Found", ""), false);
        }

        Messages.Enqueue(message);
        return Answer?.Invoke(message) ?? (Whole(message, "HTTP/1.1 200 OK", BodyOf(message.Second)), false);
    }

    private static byte[] Whole(WireMessage request, string status, string body)
        => Encoding.Latin1.GetBytes(
            $"{status}\r\nContent-Length: {body.Length}\r\n\r\n{(request.StartLine.StartsWith("HEAD ", StringComparison.Ordinal) ? "" : body)}");
}
