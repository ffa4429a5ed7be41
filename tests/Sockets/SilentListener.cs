using System.Net;
using System.Net.Sockets;

namespace Sockets;

/// <summary>An address where connections are neither accepted nor refused: its backlog is full, and nobody takes from it.</summary>
internal sealed class SilentListener : IDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _waiting = [];

    public SilentListener()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        for (var connection = 0; connection < 4; connection++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            _waiting.Add(socket);
            try
            {
                socket.Connect(_listener.LocalEndPoint!);
            }
            catch (SocketException)
            {
                // In progress: it takes its place in the backlog, or waits for one.
            }
        }
    }

    public string Address => $"http://{_listener.LocalEndPoint}";

    public void Dispose()
    {
        _waiting.ForEach(socket => socket.Dispose());
        _listener.Dispose();
    }
}
