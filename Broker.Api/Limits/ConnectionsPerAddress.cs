using System.Net;
using System.Runtime.InteropServices;
using Broker.Api.Claims;
using Microsoft.AspNetCore.Connections;

namespace Broker.Api.Limits;

/// <summary>Closes what one address opens beyond its number of connections, before a byte of it is read, and before TLS. Trusted proxies may open any number.</summary>
/// <remarks>A connection costs a look into a table, under one lock, when it opens and when it closes; a request costs nothing.</remarks>
internal sealed partial class ConnectionsPerAddress(int most, ProxyNetworks proxies, ILogger<ConnectionsPerAddress> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>Addresses that have a connection open.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>The outermost of an endpoint's connection middleware.</summary>
    public async Task InvokeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var address } || proxies.Contain(address))
        {
            await next(connection);
            return;
        }

        var sender = RateLimits.SenderOf(address);
        if (!TryOpen(sender))
        {
            LogClosed(sender, most);
            connection.Abort(new ConnectionAbortedException($"The address '{sender}' has {most} connections open, as many as it may (Broker:Limits:MaxConnectionsPerAddress)."));
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Close(sender);
        }
    }

    private bool TryOpen(string sender)
    {
        lock (_lock)
        {
            ref var open = ref CollectionsMarshal.GetValueRefOrAddDefault(_open, sender, out _);
            if (open == most)
            {
                return false;
            }

            open++;
            return true;
        }
    }

    private void Close(string sender)
    {
        lock (_lock)
        {
            if (--CollectionsMarshal.GetValueRefOrNullRef(_open, sender) == 0)
            {
                _open.Remove(sender);
            }
        }
    }

    [LoggerMessage(302, LogLevel.Debug, "A connection of '{Sender}' was closed: it has {Most} open, as many as it may")]
    private partial void LogClosed(string sender, int most);
}
