using System.Globalization;
using System.Text;
using Broker.Api.Tests.Hostile;

namespace Broker.Api.Tests.Limits;

/// <summary>Limits of size and number, by their settings.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("MaxTargetBytes", "300", "GET /{0} HTTP/1.1\r\nHost: x\r\n\r\n", "414")]
    [InlineData("MaxHeadBytes", "1024", "GET / HTTP/1.1\r\nHost: x\r\nX: {0}{0}{0}\r\n\r\n", "431")]
    [InlineData("MaxFields", "10", "GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\nF: 6\r\nG: 7\r\nH: 8\r\nI: 9\r\nJ: {0}\r\n\r\n", "431")]
    public async Task Head_OverALimit_IsRefusedAndTheConnectionEnds(string setting, string value, string request, string status)
    {
        await using var broker = With(setting, value);

        var answer = await RawCall.SayAsync(broker.Address, string.Format(CultureInfo.InvariantCulture, request, new string('a', 400)));

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_OverTheLimit_AreClosedUntilAnotherEnds()
    {
        await using var broker = With("MaxConnections", "5");
        var open = new List<RawCall>();
        for (var index = 0; index < 5; index++)
        {
            open.Add(await AskAsync(broker));
        }

        Assert.Equal("", await RawCall.SayAsync(broker.Address, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"));

        open[0].Reset();
        await Eventually.HoldsAsync(
            async () => (await RawCall.SayAsync(broker.Address, "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).Contains(" 200 ", StringComparison.Ordinal),
            "another is let in");
        open.ForEach(call => call.Dispose());
    }

    [Fact]
    public async Task Connection_WithoutARequest_IsClosedAfterTheIdleTimeout()
    {
        await using var broker = With("IdleTimeout", "00:00:01");
        using var call = await AskAsync(broker);

        Assert.Equal("", await call.ReadUntilAsync(_ => false));
    }

    private static async Task<RawCall> AskAsync(BrokerFactory broker)
    {
        var call = await RawCall.ConnectAsync(broker.Address);
        await call.SendAsync("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        await call.ReadUntilAsync(text => WireMessage.Read(Encoding.Latin1.GetBytes(text), isRequest: false, hasNoBody: false, out _) is not null);
        return call;
    }

    private static BrokerFactory With(string setting, string value)
    {
        var broker = new BrokerFactory([new Uri("http://127.0.0.1:9/")], new Dictionary<string, string> { [$"Broker:Limits:{setting}"] = value });
        broker.CreateClient().Dispose(); // it listens from now on
        return broker;
    }
}
