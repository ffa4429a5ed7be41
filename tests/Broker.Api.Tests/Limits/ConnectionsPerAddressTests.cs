using System.Net;
using System.Net.Sockets;
using Broker.Api.Limits;
using Microsoft.Extensions.DependencyInjection;

namespace Broker.Api.Tests.Limits;

/// <summary>One address may not have all connections there are. The addresses are those of loopback, 127.0.0.0/8.</summary>
public sealed class ConnectionsPerAddressTests
{
    private static readonly byte[] Question = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray();

    [Fact]
    public async Task OverTheLimit_AreClosedUntilAnotherEnds_AndOtherAddressesAreNot()
    {
        await using var broker = With(new() { ["Broker:Limits:MaxConnectionsPerAddress"] = "2" });
        using var first = await OpenAsync(broker, "127.0.0.2");
        using var second = await OpenAsync(broker, "127.0.0.2");
        Assert.True(await IsAnsweredAsync(first));
        Assert.True(await IsAnsweredAsync(second));

        using var third = await OpenAsync(broker, "127.0.0.2");
        using var other = await OpenAsync(broker, "127.0.0.3");
        Assert.False(await IsAnsweredAsync(third));
        Assert.True(await IsAnsweredAsync(other));

        first.Dispose();
        await Eventually.HoldsAsync(
            async () =>
            {
                using var again = await OpenAsync(broker, "127.0.0.2");
                return await IsAnsweredAsync(again);
            },
            "another is let in");
    }

    [Fact]
    public async Task TrustedProxy_MayOpenAnyNumber()
    {
        await using var broker = With(new() { ["Broker:Limits:MaxConnectionsPerAddress"] = "1", ["Broker:TrustedProxies"] = "127.0.0.2" });
        using var first = await OpenAsync(broker, "127.0.0.2");
        using var second = await OpenAsync(broker, "127.0.0.2");

        Assert.True(await IsAnsweredAsync(first));
        Assert.True(await IsAnsweredAsync(second));
    }

    [Fact]
    public async Task NothingIsKept_OfAddressesThatHaveLeft()
    {
        await using var broker = With(new() { ["Broker:Limits:MaxConnectionsPerAddress"] = "1" });
        var connections = broker.Services.GetRequiredService<ConnectionsPerAddress>();
        using (var call = await OpenAsync(broker, "127.0.0.2"))
        {
            Assert.True(await IsAnsweredAsync(call));
            Assert.Equal(1, connections.Count);
        }

        await Eventually.HoldsAsync(() => Task.FromResult(connections.Count == 0), "it is forgotten");
    }

    [Fact]
    public async Task WithoutALimit_NothingIsCounted()
    {
        await using var broker = With([]);

        Assert.Null(broker.Services.GetService<ConnectionsPerAddress>());
    }

    private static async Task<TcpClient> OpenAsync(BrokerFactory broker, string from)
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, broker.Address.Port);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionReset)
        {
            // closed before the connect was done here; it is not answered
        }

        return client;
    }

    private static async Task<bool> IsAnsweredAsync(TcpClient client)
    {
        if (!client.Connected)
        {
            return false;
        }

        try
        {
            await client.GetStream().WriteAsync(Question);
            return await client.GetStream().ReadAsync(new byte[4096]) > 0;
        }
        catch (IOException)
        {
            return false; // reset, as the question was still on its way
        }
    }

    private static BrokerFactory With(Dictionary<string, string> settings)
    {
        var broker = new BrokerFactory([new Uri("http://127.0.0.1:9/")], settings);
        broker.CreateClient().Dispose(); // it listens from now on
        return broker;
    }
}
