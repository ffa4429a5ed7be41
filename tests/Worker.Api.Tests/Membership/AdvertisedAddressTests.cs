using Worker.Api.Membership;

namespace Worker.Api.Tests.Membership;

public sealed class AdvertisedAddressTests
{
    [Theory]
    [InlineData("http://[::]:8081", null, "http://127.0.0.1:8081/")]
    [InlineData("http://0.0.0.0:8081", null, "http://127.0.0.1:8081/")]
    [InlineData("http://localhost:8081", null, "http://127.0.0.1:8081/")]
    [InlineData("http://127.0.0.1:8081", null, "http://127.0.0.1:8081/")]
    [InlineData("http://10.1.2.3:8081", null, "http://10.1.2.3:8081/")]
    [InlineData("https://[::]:8443", "worker1.example", "https://worker1.example:8443/")]
    [InlineData("http://[::]:8081", "10.9.9.9", "http://10.9.9.9:8081/")]
    [InlineData("http://[::]:8081", "[fd00::1]", "http://[fd00::1]:8081/")]
    public async Task Of_ABrokerOnThisMachine_IsOneThatItReaches(string bound, string? advertise, string expected)
    {
        var address = await AdvertisedAddress.OfAsync(new Uri(bound), advertise, new Uri("http://127.0.0.1:8080/"), TestContext.Current.CancellationToken);

        Assert.Equal(expected, address.AbsoluteUri);
    }
}
