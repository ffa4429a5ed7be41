namespace Job.Contracts.Tests;

public class SafeTextTests
{
    [Theory]
    [InlineData("App1", "'App1'")]
    [InlineData("", "''")]
    [InlineData("a\r\nb\0\u001b[31m", @"'a\u000D\u000Ab\u0000\u001B[31m'")]
    [InlineData("\u202e\u2028\u007f", @"'\u202E\u2028\u007F'")]
    [InlineData(@"a\u000A", @"'a\\u000A'")]
    [InlineData("é😀", "'é😀'")]
    public void Quote_Text_ShowsOneHarmlessLine(string text, string expected) => Assert.Equal(expected, SafeText.Quote(text));

    [Fact] // not a row above: an attribute's text is kept as UTF-8, which has no halves
    public void Quote_HalfASurrogatePair_IsEscaped() => Assert.Equal(@"'\uD800x\uDC00'", SafeText.Quote("\ud800x\udc00"));

    [Fact]
    public void Quote_LongText_IsCutAtFortyCharactersNeverThroughAPair()
    {
        Assert.Equal("'" + new string('a', 40) + "'", SafeText.Quote(new string('a', 40)));
        Assert.Equal("'" + string.Concat(Enumerable.Repeat("😀", 40)) + "…'", SafeText.Quote(string.Concat(Enumerable.Repeat("😀", 1_000))));
    }

    [Fact]
    public void Quote_Bytes_ShowsInvalidOnesAsReplacementCharacter()
    {
        Assert.Equal("'a\ufffd'", SafeText.Quote([(byte)'a', 0xFF]));
        Assert.Equal("'" + new string('a', 40) + "…'", SafeText.Quote(Enumerable.Repeat((byte)'a', 1_000_000).ToArray()));
    }
}
