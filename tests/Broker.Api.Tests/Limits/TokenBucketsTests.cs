using System.Globalization;
using System.Net;
using Broker.Api.Limits;

namespace Broker.Api.Tests.Limits;

public sealed class TokenBucketsTests
{
    [Fact]
    public void Take_BeyondTheBurst_SaysWhenTheNextMayPass()
    {
        var buckets = new TokenBuckets(perSecond: 0.01, burst: 2);

        Assert.Null(buckets.Take("a", out var left));
        Assert.Equal(1, left);
        Assert.Null(buckets.Take("a", out _));
        Assert.InRange(buckets.Take("a", out left)!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(100));
        Assert.Equal(0, left);
    }

    [Fact]
    public void Take_ByAnother_HasABucketOfItsOwn()
    {
        var buckets = new TokenBuckets(perSecond: 0.01, burst: 1);
        buckets.Take("a", out _);

        Assert.Null(buckets.Take("b", out _));
        Assert.NotNull(buckets.Take("a", out _));
    }

    [Fact]
    public void Take_ByEverNewNames_ForgetsThoseNotSeenForLongest()
    {
        var buckets = new TokenBuckets(perSecond: 0.001, burst: 1);
        buckets.Take("seen", out _);
        for (var name = 0; name < 2 * TokenBuckets.MostSenders; name++)
        {
            buckets.Take(name.ToString(CultureInfo.InvariantCulture), out _);
            Assert.NotNull(buckets.Take("seen", out _)); // however many others come
        }

        Assert.Equal(TokenBuckets.MostSenders, buckets.Count);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void SenderOf_AnAddress_IsWhatOneSubscriberHas(string address, string sender)
        => Assert.Equal(sender, RateLimits.SenderOf(IPAddress.Parse(address)));
}
