using System.Net;
using Broker.Api.Claims;
using Job.Hosting.Settings;

namespace Broker.Api.Tests.Claims;

/// <summary>Who is believed when it says who called.</summary>
public sealed class TrustedProxiesTests
{
    [Fact]
    public async Task Headers_OfATrustedProxy_ReachTheWorker()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var broker = Before(echo, "10.0.0.0/8, 127.0.0.1");

        await RawCall.SayAsync(broker.Address, "GET /files/a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n"
            + "X-Forwarded-Host: shop.example\r\nX-Forwarded-Port: 444\r\nX-Real-IP: 1.2.3.4\r\nConnection: close\r\n\r\n");

        var headers = Assert.Single(echo.Requests).Headers;
        Assert.Equal("1.2.3.4", headers["X-Forwarded-For"]);
        Assert.Equal("https", headers["X-Forwarded-Proto"]);
        Assert.Equal("shop.example", headers["X-Forwarded-Host"]);
        Assert.Equal("444", headers["X-Forwarded-Port"]);
        Assert.Equal("1.2.3.4", headers["X-Real-IP"]);
        Assert.DoesNotContain("X-Original-For", headers.Keys);
    }

    [Theory]
    [InlineData("6.6.6.6, 1.2.3.4", "1.2.3.4")] // the client's own claim stands before what the proxy has seen
    [InlineData("6.6.6.6, 1.2.3.4, 10.1.1.1", "1.2.3.4")] // through two trusted ones
    [InlineData("nonsense", "127.0.0.1")]
    public async Task Address_InAChainOfProxies_IsTheLastThatIsNotTrusted(string chain, string expected)
    {
        await using var echo = await EchoServer.StartAsync();
        await using var broker = Before(echo, "10.0.0.0/8, 127.0.0.1");

        await RawCall.SayAsync(broker.Address, $"GET /files/a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {chain}\r\nConnection: close\r\n\r\n");

        Assert.Equal(expected, Assert.Single(echo.Requests).Headers["X-Forwarded-For"]);
    }

    [Fact]
    public async Task Headers_OfAnotherAddress_AreReplaced()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var broker = Before(echo, "10.0.0.0/8");

        await RawCall.SayAsync(broker.Address, "GET /files/a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.2.3.4\r\nX-Real-IP: 1.2.3.4\r\nConnection: close\r\n\r\n");

        var headers = Assert.Single(echo.Requests).Headers;
        Assert.Equal("127.0.0.1", headers["X-Forwarded-For"]);
        Assert.DoesNotContain("X-Real-IP", headers.Keys);
    }

    [Theory]
    [InlineData("X-Forwarded-For: 8.8.8.8")]
    [InlineData("X-Forwarded-For: 127.0.0.1, 8.8.8.8")]
    public async Task AdminCall_FromElsewhereThroughATrustedProxy_IsRefused(string header)
    {
        await using var echo = await EchoServer.StartAsync();
        await using var broker = Before(echo, "127.0.0.1");

        var answer = await RawCall.SayAsync(broker.Address, $"GET /admin/stats HTTP/1.1\r\nHost: localhost\r\n{header}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Header_ThatAClusterHashesBy_IsNotCut()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var broker = new BrokerFactory([echo.Address], new Dictionary<string, string>(Route)
        {
            ["ReverseProxy:Clusters:workers:Metadata:ConsistentHash.Header"] = "X-Application-Id",
        });
        broker.CreateClient().Dispose();

        await RawCall.SayAsync(broker.Address, "GET /files/a HTTP/1.1\r\nHost: x\r\nX-Application-Id: App1\r\nX-Job-Type: Short\r\nConnection: close\r\n\r\n");

        var headers = Assert.Single(echo.Requests).Headers;
        Assert.Equal("App1", headers["X-Application-Id"]);
        Assert.DoesNotContain("X-Job-Type", headers.Keys);
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("proxy.example")]
    [InlineData("127.0.0.1 10.0.0.1")]
    [InlineData("1")]
    public void Setting_WhatIsNoListOfNetworks_StopsTheStart(string text)
    {
        var fault = Assert.Throws<SettingsException>(() => BrokerHost.Build([$"--Broker:TrustedProxies={text}"]));

        Assert.Contains($"Broker:TrustedProxies is '{text}'; it must be text that lists IP addresses", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("::ffff:10.2.3.4", true)] // as a socket of both families sees IPv4
    [InlineData("10.2.3.4", true)]
    [InlineData("fe80::1", true)]
    [InlineData("11.2.3.4", false)]
    [InlineData("::1", false)]
    public void Contain_AddressesOfBothFamilies_AreFound(string address, bool expected)
    {
        Assert.True(ProxyNetworks.TryParse("10.0.0.0/8,fe80::/10", out var networks));

        Assert.Equal(expected, networks.Contain(IPAddress.Parse(address)));
    }

    private static readonly Dictionary<string, string> Route = new()
    {
        ["ReverseProxy:Routes:files:ClusterId"] = "workers",
        ["ReverseProxy:Routes:files:Match:Path"] = "/files/{**path}",
    };

    private static BrokerFactory Before(EchoServer echo, string trusted)
    {
        var broker = new BrokerFactory([echo.Address, echo.Address, echo.Address], new Dictionary<string, string>(Route) { ["Broker:TrustedProxies"] = trusted });
        broker.CreateClient().Dispose(); // it listens from now on
        return broker;
    }
}
