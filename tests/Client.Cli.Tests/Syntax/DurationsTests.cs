using Client.Cli.Syntax;

namespace Client.Cli.Tests.Syntax;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("30", 30)]
    [InlineData("0.5", 0.5)]
    [InlineData("30s", 30)]
    [InlineData("5ms", 0.005)]
    [InlineData("0.5ms", 0.0005)]
    [InlineData("200us", 0.0002)]
    [InlineData("00:01:30", 90)]
    [InlineData("86400", 86400)]
    public void TryRead_ADuration_IsRead(string text, double seconds)
    {
        Assert.True(Durations.TryRead(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("ms")]
    [InlineData("5 ms")]
    [InlineData("5m")]
    [InlineData("86400001ms")]
    [InlineData("soon")]
    [InlineData("NaN")]
    [InlineData("1e3")]
    [InlineData("86401")]
    [InlineData("999999999999999999999999")]
    [InlineData("2.00:00:00")]
    public void TryRead_AnythingElse_IsRefused(string text) => Assert.False(Durations.TryRead(text, out _));
}
