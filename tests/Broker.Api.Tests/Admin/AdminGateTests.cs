using System.Net;
using System.Text;
using Broker.Api.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Api.Tests.Admin;

/// <summary>Who is let in, as a table; over real sockets it is tried in <see cref="AdminTests"/>.</summary>
public sealed class AdminGateTests
{
    private const string Key = "a key of sixteen or more";
    private const string ReadKey = "another that may read";

    [Theory]
    [InlineData("127.0.0.1", "localhost:8080")]
    [InlineData("127.0.0.1", "127.0.0.1:8080")]
    [InlineData("127.8.8.8", "127.0.0.1")]
    [InlineData("::1", "[::1]:8080")]
    [InlineData("::ffff:127.0.0.1", "lb.localhost:8080")]
    public void RefusalOf_NoKeyAndALoopbackCaller_IsNull(string remote, string host)
        => Assert.Null(Gate().RefusalOf(Call(remote, host)));

    [Theory]
    [InlineData("192.0.2.7", "localhost:8080", null, null)] // from elsewhere
    [InlineData("::ffff:192.0.2.7", "localhost:8080", null, null)]
    [InlineData("127.0.0.1", "broker.example:8080", null, null)] // DNS rebinding
    [InlineData("127.0.0.1", "localhost.example", null, null)]
    [InlineData("127.0.0.1", "127.0.0.1.example", null, null)]
    [InlineData("127.0.0.1", "", null, null)]
    [InlineData("127.0.0.1", "localhost:8080", "Origin", "http://evil.example")] // another site's page
    [InlineData("127.0.0.1", "localhost:8080", "Origin", "http://localhost:9999")]
    [InlineData("127.0.0.1", "localhost:8080", "Origin", "https://localhost:8080")]
    [InlineData("127.0.0.1", "localhost:8080", "Origin", "null")]
    [InlineData("127.0.0.1", "localhost:8080", "Sec-Fetch-Site", "cross-site")]
    [InlineData("127.0.0.1", "localhost:8080", "Sec-Fetch-Site", "same-site")]
    [InlineData("127.0.0.1", "localhost:8080", "X-Forwarded-For", "192.0.2.7")] // through a proxy on this machine
    [InlineData("127.0.0.1", "localhost:8080", "Forwarded", "for=192.0.2.7")]
    [InlineData("127.0.0.1", "localhost:8080", "X-Forwarded-Host", "broker.example")]
    [InlineData("127.0.0.1", "localhost:8080", "Via", "1.1 proxy")]
    [InlineData("127.0.0.1", "localhost:8080", "Sec-Fetch-Site", "whatever comes next")]
    public void RefusalOf_NoKeyAndAnyoneElse_Is403(string remote, string host, string? header, string? value)
        => Assert.Equal(403, Gate().RefusalOf(Call(remote, host, header, value))?.Status);

    [Theory]
    [InlineData("Origin", "http://localhost:8080")] // the broker's own page
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")] // typed into the address bar
    public void RefusalOf_TheBrokersOwnPage_IsNull(string header, string value)
        => Assert.Null(Gate().RefusalOf(Call("127.0.0.1", "localhost:8080", header, value)));

    [Theory]
    [InlineData(null, 401)]
    [InlineData("", 401)]
    [InlineData("Basic YTpi", 401)]
    [InlineData("Bearer", 401)]
    [InlineData("Bearer ", 403)]
    [InlineData("Bearer wrong", 403)]
    [InlineData("Bearer " + Key + "x", 403)]
    [InlineData("Bearer A KEY OF SIXTEEN OR MORE", 403)]
    [InlineData("Bearer " + Key, null)]
    [InlineData("bearer " + Key, null)]
    public void RefusalOf_WithAKey_TheHeaderDecidesFromAnywhere(string? authorization, int? expected)
    {
        var gate = Gate(Key);

        Assert.Equal(expected, gate.RefusalOf(Call("127.0.0.1", "localhost", "Authorization", authorization))?.Status);
        Assert.Equal(expected, gate.RefusalOf(Call("192.0.2.7", "broker.example", "Authorization", authorization))?.Status);
    }

    [Theory]
    [InlineData("GET", ReadKey, null)]
    [InlineData("HEAD", ReadKey, null)]
    [InlineData("PUT", ReadKey, 403)]
    [InlineData("POST", ReadKey, 403)]
    [InlineData("DELETE", ReadKey, 403)]
    [InlineData("PATCH", ReadKey, 403)]
    [InlineData("GET", Key, null)]
    [InlineData("PUT", Key, null)]
    [InlineData("GET", "neither of the two keys", 403)]
    public void RefusalOf_WithAReadKey_ItReadsAndChangesNothing(string method, string key, int? expected)
    {
        var call = Call("192.0.2.7", "broker.example", "Authorization", "Bearer " + key);
        call.Request.Method = method;

        Assert.Equal(expected, Gate(Key, ReadKey).RefusalOf(call)?.Status);
        Assert.Equal(expected is null ? key == Key ? AdminRole.Operate : AdminRole.Read : null, call.Features.Get<AdminCaller>()?.Role);
    }

    [Fact]
    public void RefusalOf_WithAKeyAndAnotherSitesPage_Is403()
    {
        var call = Call("127.0.0.1", "localhost:8080", "Authorization", "Bearer " + Key);
        call.Request.Headers.Origin = "http://evil.example";

        Assert.Equal(403, Gate(Key).RefusalOf(call)?.Status);
    }

    [Fact]
    public void RefusalOf_KeyWithUmlauts_IsComparedAsTheBytesThatWereSent()
    {
        var sent = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("Bearer schlüssel für jeden")); // as the server reads it

        Assert.Null(Gate("schlüssel für jeden").RefusalOf(Call("127.0.0.1", "localhost", "Authorization", sent)));
    }

    private static AdminGate Gate(string? key = null, string? readKey = null) => new(new AdminKeys(new AdminOptions { Key = key, ReadKey = readKey }, TimeProvider.System), new RefusalLog(NullLoggerFactory.Instance));

    private static DefaultHttpContext Call(string remote, string host, string? header = null, string? value = null)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        context.Request.Scheme = "http";
        context.Request.Host = new HostString(host);
        if (header is not null && value is not null)
        {
            context.Request.Headers[header] = value;
        }

        return context;
    }
}
