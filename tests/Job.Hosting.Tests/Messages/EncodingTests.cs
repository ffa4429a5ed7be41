using System.Text;
using Job.Http.Messages;

namespace Job.Hosting.Tests.Messages;

/// <summary>How header values become text, where that decides what Kestrel makes of them.</summary>
public sealed class EncodingTests
{
    [Theory]
    [InlineData("5", "5")]
    [InlineData("0005", "0005")]
    [InlineData("+5", "?5")]
    [InlineData("5\v", "5?")]
    [InlineData("²", "?")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    [InlineData("123456789012345678901", "????????????????????")] // more than Kestrel has room for, and takes
    public void Digits_OfAValue_AreAllThatIsRead(string value, string expected)
    {
        Span<char> room = stackalloc char[20];

        var count = DigitsEncoding.Instance.GetChars(Encoding.Latin1.GetBytes(value), room);

        Assert.Equal(expected, room[..count].ToString());
    }

    [Fact]
    public void Digits_OfAnyLength_CanBeShownInAFault()
        => Assert.Equal(new string('9', 5_000), DigitsEncoding.Instance.GetString(Encoding.Latin1.GetBytes(new string('9', 5_000))));

    [Theory]
    [InlineData("keep-alive", "keep-alive")]
    [InlineData("Close", "Close")]
    [InlineData("X-Hop", "X-Hop")]
    [InlineData("X-A, X-B", "X-A, X-B")]
    [InlineData("keep-alive, Upgrade", "keep-alive, Upgrade")]
    [InlineData("keep-alive, X-Hop", "X-Hop")]
    [InlineData("X-Hop,\tclose", "keep-alive, close, X-Hop")]
    [InlineData("Upgrade,HTTP2-Settings", "keep-alive, upgrade, HTTP2-Settings")]
    [InlineData("close, upgrade, X-Hop", "close, upgrade, X-Hop")]
    [InlineData("", "")]
    [InlineData(",,,", ",,,")]
    public void Connection_AnyList_KeepsWhatItNames(string value, string expected)
        => Assert.Equal(expected, ConnectionEncoding.Instance.GetString(Encoding.Latin1.GetBytes(value)));
}
