namespace Balancing.Simulation.Tests;

/// <summary>What wrong labels cost those who label rightly, once it has been learned.</summary>
public sealed class LabelTests
{
    private static readonly Cluster ThreeByEight = new();

    // Two of twenty applications call their Longs Shorts, and their Shorts Longs.
    [Fact]
    public void Run_ATenthOfTheApplicationsAlwaysWrong_OthersShortsAreHardlySlower()
    {
        var right = ShortsOf(new ApplicationGroup("right") { Applications = 20 });

        var beside = ShortsOf(new("right") { Applications = 18, Weight = 18 }, new("wrong") { Applications = 2, Weight = 2, WrongLabels = 1 });

        Assert.InRange(beside / right, 0.7, 1.3);
    }

    [Fact]
    public void Run_ATenthOfTheJobsWrongByChance_RightlyLabelledShortsTakeAtMostTwiceAsLong()
    {
        var right = ShortsOf(new ApplicationGroup("right") { Applications = 20 });

        var careless = ShortsOf(new ApplicationGroup("careless") { Applications = 20, WrongLabels = 0.1 });

        Assert.InRange(careless / right, 0.7, 2);
    }

    // p99 in ms of the rightly labelled Shorts of the first group.
    private static double ShortsOf(params ApplicationGroup[] groups)
    {
        var workload = new Workload { Jobs = 150_000, WarmUp = 0.2, Groups = groups }.AtLoad(0.8, ThreeByEight);
        return Simulator.Run(workload, ThreeByEight, Designs.Find("lb")!, TestContext.Current.CancellationToken)
            .Groups[0].LabelledRight.Short.P99.TotalMilliseconds;
    }
}
