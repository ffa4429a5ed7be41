using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sockets;

/// <summary>
/// A server that says to each request whatever it is told to, HTTP or not, and then ends the connection in the way it is told to. A broker's own questions, for health and load, it answers well.
/// </summary>
internal sealed class RawBackend : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<Socket, CancellationToken, Task> _answer;
    private readonly Task _accepting;
    private int _received;
    private int _cut;
    private int _step;

    private RawBackend(Func<Socket, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>Requests whose head and body have come.</summary>
    public int Received => Volatile.Read(ref _received);

    /// <summary>Connections that the other side ended before the answer was over.</summary>
    public int Cut => Volatile.Read(ref _cut);

    /// <summary>Says this text, then closes; with a reset, as a process that is killed does.</summary>
    public static RawBackend Says(string text, bool thenResets = false) => new(async (socket, token) =>
    {
        await socket.SendAsync(Encoding.Latin1.GetBytes(text), token);
        if (thenResets)
        {
            socket.LingerState = new LingerOption(true, 0);
        }
    });

    /// <summary>Says a whole answer with this status.</summary>
    public static RawBackend Answers(string status, string headers = "", string body = "")
        => Says($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n{body}");

    /// <summary>Does to the first request what one would do, to the next what the next would, and from then on what the last would.</summary>
    public static RawBackend InTurn(params RawBackend[] turns)
    {
        var turn = -1;
        foreach (var one in turns)
        {
            one._listener.Stop();
        }

        return new((socket, token) => turns[Math.Min(Interlocked.Increment(ref turn), turns.Length - 1)]._answer(socket, token));
    }

    /// <summary>Does what the first would, and from each <see cref="Step"/> on what the next would.</summary>
    public static RawBackend Steps(params RawBackend[] steps)
    {
        foreach (var one in steps)
        {
            one._listener.Stop();
        }

        RawBackend? backend = null;
        return backend = new((socket, token) => steps[Volatile.Read(ref backend!._step)]._answer(socket, token));
    }

    /// <summary>Waits until the gate opens, then does what another would.</summary>
    public static RawBackend Waits(Task gate, RawBackend then)
    {
        then._listener.Stop();
        return new(async (socket, token) =>
        {
            await gate.WaitAsync(token);
            await then._answer(socket, token);
        });
    }

    /// <summary>Goes on to what comes next in <see cref="Steps"/>.</summary>
    public void Step() => Interlocked.Increment(ref _step);

    /// <summary>Does to every n-th request what these would, one after the other and from the start again, and to all others what that one would.</summary>
    public static RawBackend Every(int nth, RawBackend[] turns, RawBackend other)
    {
        var count = 0;
        foreach (var one in turns.Append(other))
        {
            one._listener.Stop();
        }

        return new((socket, token) =>
        {
            var number = Interlocked.Increment(ref count);
            return (number % nth == 0 ? turns[number / nth % turns.Length] : other)._answer(socket, token);
        });
    }

    /// <summary>Says a whole answer, keeps the connection, and resets it when another request comes on it: it had grown stale.</summary>
    public static RawBackend GrowsStale(string body) => new(async (socket, token) =>
    {
        await socket.SendAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}"), token);
        await socket.ReceiveAsync(new byte[1], token);
        socket.LingerState = new LingerOption(true, 0);
    });

    /// <summary>Resets the connection without a word.</summary>
    public static RawBackend Resets() => Says("", thenResets: true);

    /// <summary>Says the text, and nothing more until the other side goes.</summary>
    public static RawBackend Hangs(string after = "")
    {
        RawBackend? backend = null;
        return backend = new(async (socket, token) =>
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(after), token);
            try
            {
                await socket.ReceiveAsync(new byte[1], token);
            }
            catch (SocketException)
            {
                // Reset: gone as well.
            }

            Interlocked.Increment(ref backend!._cut);
        });
    }

    /// <summary>Says the text again and again, without an end.</summary>
    public static RawBackend Repeats(string first, string rest) => new(async (socket, token) =>
    {
        await socket.SendAsync(Encoding.Latin1.GetBytes(first), token);
        var bytes = Encoding.Latin1.GetBytes(rest);
        while (true)
        {
            await socket.SendAsync(bytes, token);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var request = await ReadRequestAsync(socket);
                if (request.StartsWith("GET /health", StringComparison.Ordinal) || request.StartsWith("GET /load", StringComparison.Ordinal))
                {
                    var status = request.StartsWith("GET /load", StringComparison.Ordinal) ? "404 Not Found" : "200 OK";
                    await socket.SendAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), _stopping.Token);
                }
                else if (request.Length > 0)
                {
                    Interlocked.Increment(ref _received);
                    await _answer(socket, _stopping.Token);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                // The test is over, or the other side has gone.
            }
        }
    }

    // Empty when none came.
    private async Task<string> ReadRequestAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsWhole(text.ToString()))
        {
            var count = await socket.ReceiveAsync(buffer, _stopping.Token);
            if (count == 0)
            {
                return "";
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    private static bool IsWhole(string text)
    {
        const string Length = "Content-Length: ";
        var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (head < 0)
        {
            return false;
        }

        var length = text.IndexOf(Length, 0, head, StringComparison.OrdinalIgnoreCase);
        return length < 0
            ? !text.Contains("chunked", StringComparison.OrdinalIgnoreCase) || text.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            : text.Length - head - 4 >= int.Parse(text[(length + Length.Length)..text.IndexOf('\r', length)], System.Globalization.CultureInfo.InvariantCulture);
    }
}
