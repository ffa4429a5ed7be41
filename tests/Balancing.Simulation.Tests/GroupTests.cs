using Balancing.Core.Queueing;

namespace Balancing.Simulation.Tests;

public sealed class GroupTests
{
    private static readonly Cluster ThreeByEight = new();

    [Fact]
    public void Run_GroupsByWeight_SendTheirPartOfTheJobs()
    {
        var workload = new Workload { Jobs = 40_000, Groups = [new("small") { Weight = 1 }, new("large") { Weight = 3, LongShare = 0 }] };

        var groups = Run(workload, Designs.Floor).Groups;

        Assert.Equal(["small", "large"], groups.Select(group => group.Name));
        Assert.InRange(groups[0].Ended, 9_600, 10_400);
        Assert.Equal(40_000, groups.Sum(group => group.Ended));
        Assert.Equal(0, groups[1].Counted.Long.Jobs);
        Assert.InRange(groups[0].Counted.Long.Jobs, 800, 1_000); // a tenth of the 9,000 counted
    }

    [Fact]
    public void Run_WrongLabels_ReportTheTrueClass()
    {
        var workload = new Workload
        {
            Jobs = 40_000,
            WarmUp = 0,
            Rate = 100,
            Groups = [new("true"), new("liars") { WrongLabels = 1 }, new("careless") { WrongLabels = 0.1 }],
        };

        var groups = Run(workload, Designs.Floor).Groups;

        Assert.Equal(0, groups[0].LabelledWrong.Short.Jobs + groups[0].LabelledWrong.Long.Jobs);
        Assert.Equal(0, groups[1].LabelledRight.Short.Jobs + groups[1].LabelledRight.Long.Jobs);
        Assert.InRange(groups[2].LabelledWrong.Short.Jobs / (double)groups[2].Counted.Short.Jobs, 0.08, 0.12);
        Assert.All(groups, group => Assert.InRange(group.Counted.Long.P50.TotalMilliseconds, 180, 210));
    }

    // The label is all that this order knows: a Short that calls itself Long waits as one.
    [Fact]
    public void Run_ShortsLabelledLong_WaitAsLongs()
    {
        var workload = new Workload { Jobs = 40_000, Groups = [new("all") { WrongLabels = 0.1 }] }.AtLoad(0.9, ThreeByEight);

        var group = Run(workload, Designs.Find("central-short-first")!).Groups[0];

        Assert.True(group.LabelledWrong.Short.P99 > 3 * group.LabelledRight.Short.P99);
    }

    [Fact]
    public void Run_AFloodBeyondABoundedQueue_IsRefusedByGroup()
    {
        var calm = new Workload { Jobs = 60_000, WarmUp = 0.2, Groups = [new("calm")] }.AtLoad(0.05, ThreeByEight);
        var flooded = calm with { Groups = [new("calm"), new ApplicationGroup("flood") { LongShare = 0 }.AtLoad(5, calm, ThreeByEight)] };
        var design = new Design("bounded") { Settings = new DispatchSettings { MaxQueue = 1_000 } };

        var groups = Run(flooded, design).Groups;

        Assert.InRange(groups[1].Refused / (double)(groups[1].Refused + groups[1].Ended), 0.7, 0.85); // four of five cannot be done
        Assert.Equal(0, groups[0].Refused);
        Assert.Equal(5 + 0.05, flooded.Offered / ThreeByEight.Capacity, 3);
    }

    // Whom a flood of both kinds leaves alone. Without precedence over the flood's Shorts B's Longs take 11 times as long, and 40 times once its Longs fill the queue.
    [Theory]
    [InlineData(1, 0.2, OverloadRule.Adaptive)]
    [InlineData(2, 0.2, OverloadRule.Adaptive)]
    [InlineData(1, 0.5, OverloadRule.None)]
    public void Run_AFloodOfBothKindsAmongOthers_LeavesACalmApplicationAsItWas(int floods, double othersLoad, OverloadRule overload)
    {
        var plain = new Workload { WarmUp = 0.3 };
        ApplicationGroup[] calm =
        [
            new ApplicationGroup("B").AtLoad(0.05, plain, ThreeByEight),
            new ApplicationGroup("others") { Applications = 10 }.AtLoad(othersLoad, plain, ThreeByEight),
        ];
        var design = Designs.Find("lb")! with { Settings = new DispatchSettings { MaxQueue = 10_000, Overload = overload } };
        SimulationResult Of(params ApplicationGroup[] groups)
        {
            var workload = plain with { Groups = groups };
            return Run(workload with { Jobs = (int)(60 * workload.TotalRate) }, design);
        }

        var alone = Of(calm).Groups[0];
        var flooded = Of([.. calm, new ApplicationGroup("A") { Applications = floods }.AtLoad(5, plain, ThreeByEight)]).Groups[0];

        Assert.Equal(0, flooded.Refused);
        Assert.InRange(flooded.Counted.Short.P99 / alone.Counted.Short.P99, 0, 1.5);
        Assert.InRange(flooded.Counted.Long.P99 / alone.Counted.Long.P99, 0, 1.5);
    }

    [Fact]
    public void Run_ADeadline_RefusesWhatWaitsLonger()
    {
        var workload = new Workload { Jobs = 5_000, Groups = [new("hasty") { Deadline = TimeSpan.FromMilliseconds(50) }] }.AtLoad(2, ThreeByEight);

        var run = Run(workload, Designs.Find("central-arrival")!);

        Assert.InRange(run.Refused, 1_000, 4_000);
        Assert.Equal(5_000, run.Ended + run.Refused);
    }

    private static SimulationResult Run(Workload workload, Design design)
        => Simulator.Run(workload, ThreeByEight, design, TestContext.Current.CancellationToken);
}
