using Client.Cli.Brokers;

namespace Client.Cli.Tests.Brokers;

public sealed class BrokerAddressTests
{
    [Theory]
    [InlineData("http://localhost:8080", "http://localhost:8080")]
    [InlineData("localhost:8080", "http://localhost:8080")]
    [InlineData(" broker ", "http://broker")]
    [InlineData("https://example.com/lb", "https://example.com/lb")]
    [InlineData("http://[::1]:8080/", "http://[::1]:8080")]
    public void TryRead_AnAddress_IsShownWithoutTheSlash(string text, string shown)
    {
        Assert.True(BrokerAddress.TryRead(text, out var address));
        Assert.Equal(shown, BrokerAddress.Text(address));
        Assert.EndsWith("/process", new Uri(address, "process").AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ftp://localhost")]
    [InlineData("http://")]
    [InlineData("http://user:password@localhost")]
    [InlineData("http://localhost/?a=b")]
    [InlineData("http://localhost:99999")]
    [InlineData("two words")]
    public void TryRead_AnythingElse_IsRefused(string text) => Assert.False(BrokerAddress.TryRead(text, out _));
}
