using Balancing.Core.Picking;
using FsCheck.Xunit;

namespace Balancing.Core.Tests.Picking;

public sealed class LeastRequestsPolicyTests
{
    [Theory]
    [InlineData(new[] { 0, 1 }, 0)]
    [InlineData(new[] { 1, 0 }, 1)]
    [InlineData(new[] { 3, 2, 2, 7 }, 1)]
    public void Pick_OneLessLoaded_PicksItWhereverItStands(int[] inFlight, int expected)
        => Assert.Equal(expected, new LeastRequestsPolicy().Pick(new ArrayLoads(inFlight)));

    [Fact]
    public void Pick_Tie_GoesToTheOneGivenTheFewest()
        => Assert.Equal(2, new LeastRequestsPolicy().Pick(new ArrayLoads([1, 1, 1, 2], [9, 8, 7, 0])));

    [Fact]
    public void Pick_CountsAtTheirLimits_StillPicksOne()
        => Assert.Equal(0, new LeastRequestsPolicy().Pick(new ArrayLoads([int.MaxValue], [long.MaxValue])));

    [Fact]
    public void Pick_TheLeastLoadedIsFull_PicksTheNext()
        => Assert.Equal(1, new LeastRequestsPolicy().Pick(new ArrayLoads([0, 5, 9], full: [true, false, false])));

    [Property(MaxTest = 2000)]
    public void Pick_AnyLoads_NoneIsLessLoaded((int InFlight, long Given)[] loads)
    {
        var inFlight = loads.Select(load => load.InFlight & int.MaxValue).ToArray();
        var given = loads.Select(load => load.Given & long.MaxValue).ToArray();

        if (loads.Length == 0)
        {
            return;
        }

        var picked = new LeastRequestsPolicy().Pick(new ArrayLoads(inFlight, given));

        for (var other = 0; other < loads.Length; other++)
        {
            Assert.True((inFlight[picked], given[picked]).CompareTo((inFlight[other], given[other])) <= 0);
        }
    }
}
