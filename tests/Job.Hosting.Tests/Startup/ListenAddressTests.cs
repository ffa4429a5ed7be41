using Job.Hosting.Startup;

namespace Job.Hosting.Tests.Startup;

public class ListenAddressTests
{
    [Theory]
    [InlineData("any", 8081, "http://*:8081")]
    [InlineData("any", 0, "http://*:0")]
    [InlineData("localhost", 8081, "http://localhost:8081")]
    [InlineData("localhost", 0, "http://127.0.0.1:0")]
    [InlineData("127.0.0.1", 8081, "http://127.0.0.1:8081")]
    [InlineData("::1", 8081, "http://[::1]:8081")]
    public void ToUrl_ValidAddress_IsWhatKestrelBinds(string address, int port, string url)
    {
        Assert.True(ListenAddress.IsValid(address));
        Assert.Equal(url, ListenAddress.ToUrl(address, port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Any ")]
    [InlineData("*")]
    [InlineData("1")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.256")]
    [InlineData("example.com")]
    [InlineData("127.0.0.1:80")]
    [InlineData("http://localhost")]
    public void IsValid_AnythingElse_IsRefused(string address)
    {
        Assert.False(ListenAddress.IsValid(address));
        Assert.Throws<ArgumentException>(() => ListenAddress.ToUrl(address, 80));
    }
}
