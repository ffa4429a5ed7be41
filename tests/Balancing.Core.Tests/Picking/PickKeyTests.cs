using Balancing.Core.Picking;

namespace Balancing.Core.Tests.Picking;

public sealed class PickKeyTests
{
    // Must never change: with it every key would move at once, and brokers of two versions would disagree.
    [Theory]
    [InlineData("", 0UL)]
    [InlineData("App1", 4935138282458742968UL)]
    [InlineData("App2", 12410474998389309998UL)]
    public void Of_Text_IsTheSameInEveryProcess(string text, ulong expected) => Assert.Equal(expected, PickKey.Of(text));

    [Fact]
    public void Of_LikeNames_SpreadsOverTheWholeRange()
    {
        var tenths = new int[10];
        for (var name = 0; name < 10_000; name++)
        {
            tenths[(int)(PickKey.Of($"App{name}") / (ulong.MaxValue / 10 + 1))]++;
        }

        Assert.All(tenths, count => Assert.InRange(count, 820, 1180)); // 6 standard deviations of 30
    }
}
