using Balancing.Yarp.Dispatching;

namespace Balancing.Yarp.Tests.Dispatching;

/// <summary>The two forms in which weights of applications are given.</summary>
public sealed class ApplicationWeightsTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("  ", 0)]
    [InlineData("{}", 0)]
    [InlineData("App1=2", 1)]
    [InlineData(" App1 = 0.001 , a=b=1000,", 2)]
    [InlineData("""{"App1":2,"a,b":0.5}""", 2)]
    public void Read_EitherForm_HasEachOnce(string text, int count) => Assert.Equal(count, ApplicationWeights.Read(text)?.Count);

    [Theory]
    [InlineData("App1")]
    [InlineData("App1=")]
    [InlineData("=1")]
    [InlineData("App1=NaN")]
    [InlineData("App1=-1")]
    [InlineData("App1=0")]
    [InlineData("App1=1001")]
    [InlineData("App1=1,App1=1")]
    [InlineData("""{"App1":1,"App1":1}""")]
    [InlineData("""{"App1":"1"}""")]
    [InlineData("""{"App1":{}}""")]
    [InlineData("""{"":1}""")]
    [InlineData("""{"App1":1e999}""")]
    [InlineData("{")]
    [InlineData("""{"App1":1} x""")]
    public void Read_AnythingElse_IsNone(string text) => Assert.Null(ApplicationWeights.Read(text));

    [Fact]
    public void Equals_TheSameInAnotherOrder_IsTrue()
    {
        var weights = ApplicationWeights.Read("a=1, b=2")!;

        Assert.Equal(2, weights["b"]);
        Assert.True(weights.Equals(ApplicationWeights.Read("""{"b":2,"a":1}""")));
        Assert.Equal(weights.GetHashCode(), ApplicationWeights.Read("b=2,a=1")!.GetHashCode());
        Assert.False(weights.Equals(ApplicationWeights.Read("a=1, b=3")));
        Assert.False(weights.Equals(ApplicationWeights.Read("a=1")));
    }
}
