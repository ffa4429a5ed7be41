using System.Net;
using System.Net.Sockets;

namespace Broker.Api.Proxy;

/// <summary>Connects to a destination, or says soon that it is not there.</summary>
internal static class WorkerConnection
{
    // A host that is there answers a SYN in one round trip, at most some 200 ms around the world. One that drops packets
    // never does, and three such destinations, tried in turn, must not take longer than a second together.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>. A handshake of TLS comes after it and is not bounded by it.</summary>
    public static async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endPoint = context.DnsEndPoint;
        IPAddress[] addresses = IPAddress.TryParse(endPoint.Host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken);
        var fault = new SocketException((int)SocketError.HostNotFound);
        foreach (var address in addresses)
        {
            try
            {
                return new NetworkStream(await ConnectAsync(new IPEndPoint(address, endPoint.Port), cancellationToken), ownsSocket: true);
            }
            catch (SocketException exception)
            {
                fault = exception; // the next address may be better: localhost is often two
            }
        }

        throw fault;
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var connecting = socket.ConnectAsync(endPoint, cancellationToken).AsTask();
            await Task.WhenAny(connecting, Task.Delay(Patience, cancellationToken));

            // A broker short of processor time may not have noticed yet that it is connected: the socket knows.
            if (!connecting.IsCompleted && !socket.Poll(0, SelectMode.SelectWrite))
            {
                throw new SocketException((int)SocketError.TimedOut);
            }

            await connecting;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
