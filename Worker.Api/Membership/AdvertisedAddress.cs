using System.Net;
using System.Net.Sockets;

namespace Worker.Api.Membership;

/// <summary>Finds out under which address a broker reaches a worker.</summary>
internal static class AdvertisedAddress
{
    /// <summary>The address to register.</summary>
    /// <param name="bound">Where the worker listens, as its server says: <c>http://[::]:8081</c> for any address.</param>
    /// <param name="advertise">The host name or address that the settings name; null for none.</param>
    /// <param name="broker">The broker that is to reach it.</param>
    /// <param name="cancellationToken">Gives up the look-up of the broker's name.</param>
    /// <exception cref="SocketException">There is no such broker, or no way to it.</exception>
    public static async Task<Uri> OfAsync(Uri bound, string? advertise, Uri broker, CancellationToken cancellationToken)
    {
        var host = advertise
            ?? (IsAny(bound.Host) ? Text(await TowardsAsync(broker, cancellationToken))
                : bound.IsLoopback ? Text(IPAddress.Loopback) // as the configuration of a broker says it: one address, one destination
                : bound.Host);
        return new UriBuilder(bound.Scheme, host, bound.Port).Uri;
    }

    // No packet is sent: the system says by which of its addresses it would.
    private static async Task<IPAddress> TowardsAsync(Uri broker, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(broker.DnsSafeHost, cancellationToken);
        var fault = new SocketException((int)SocketError.HostNotFound);
        foreach (var address in addresses)
        {
            try
            {
                using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                await socket.ConnectAsync(new IPEndPoint(address, broker.Port), cancellationToken);
                var mine = ((IPEndPoint)socket.LocalEndPoint!).Address;
                return IPAddress.IsLoopback(mine) ? IPAddress.Loopback : mine;
            }
            catch (SocketException exception)
            {
                fault = exception; // no way by this one: a machine without IPv6, for example
            }
        }

        throw fault;
    }

    private static bool IsAny(string host) => host is "*" or "+" || (IPAddress.TryParse(host.Trim('[', ']'), out var address)
        && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));

    // The scope of a link-local address means something on this machine only.
    private static string Text(IPAddress address)
        => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{new IPAddress(address.GetAddressBytes())}]" : address.ToString();
}
