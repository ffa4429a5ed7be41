using Balancing.Core.Leasing;
using Balancing.Core.Picking;

namespace Balancing.Core.Tests.Picking;

public sealed class PrequalPolicyTests
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(100);

    private readonly PrequalPolicy _policy = new(new Random(1));

    [Fact]
    public void Pick_ColdOnesDiffer_TheLowestLatencyIsPicked()
    {
        Over(4, (0, 3, 20), (1, 9, 1), (2, 3, 10), (3, 2, 30));

        Assert.Equal(2, Pick(4)); // 1 is the fastest by its own word, and hot
    }

    [Fact]
    public void Pick_AllHotButFull_TheLeastLoadedOfTheHotIsNotPassedOver()
    {
        Over(3, (0, 1, 1), (1, 7, 1), (2, 9, 1));

        Assert.Equal(1, _policy.Pick(new ArrayLoads(new int[3], full: [true, false, false], now: Now)));
    }

    [Fact]
    public void Pick_AgainAndAgainByTheSameProbes_CountsWhatItHasSentThere()
    {
        Over(3, (0, 0, 1), (1, 0, 2), (2, 0, 3));

        // The fastest until it is hot, then the next, and so on: nobody is flooded by one old probe.
        Assert.Equal([0, 1, 0, 1], Enumerable.Range(0, 4).Select(_ => Pick(3)));
    }

    [Fact]
    public void Pick_ProbesOlderThanASecond_AreForgotten()
    {
        Over(2, (0, 900, 900), (1, 0, 0));

        var late = new ArrayLoads([0, 5], now: Now + TimeSpan.FromSeconds(1.1));

        Assert.Equal(0, _policy.Pick(late)); // by its own count
    }

    [Fact]
    public void Pick_OneProbeOnly_IsNoChoiceAndOnesOwnCountDecides()
    {
        Over(2, (0, 0, 0));

        Assert.Equal(1, _policy.Pick(new ArrayLoads([5, 0], now: Now)));
    }

    [Fact]
    public void NextProbe_AfterAPick_IsThreeDifferentOnes()
    {
        Over(50);
        NextProbes(); // what a beginning asks

        Pick(50);

        Assert.Equal(3, NextProbes().Distinct().Count());
    }

    [Fact]
    public void NextProbe_ManyPicks_AsksEachOnceBeforeAnyAgain()
    {
        Over(30);
        var asked = new List<int>();
        for (var pick = 0; pick < 20; pick++)
        {
            Pick(30);
            asked.AddRange(NextProbes());
        }

        Assert.Equal(60, asked.Count);
        Assert.Equal(Enumerable.Range(0, 30), asked[..30].Order());
        Assert.NotEqual(asked[..30], asked[30..]);
    }

    [Fact]
    public void NextProbe_NoRequests_AsksNowAndThen()
    {
        Over(5);
        NextProbes();

        Assert.Equal(-1, _policy.NextProbe(Now + TimeSpan.FromMilliseconds(249)));
        Assert.InRange(_policy.NextProbe(Now + TimeSpan.FromMilliseconds(250)), 0, 4);
        Assert.Equal(-1, _policy.NextProbe(Now + TimeSpan.FromMilliseconds(250)));
    }

    [Fact]
    public void NextProbe_OneDestination_IsNotAsked()
    {
        Over(1);
        Pick(1);

        Assert.Equal(-1, _policy.NextProbe(Now));
    }

    // (1 + 1) / ((1 - 16/1000) x 3 - 1) = 1.02 uses: nearly all are used up by the first.
    [Fact]
    public void Pick_LargeCluster_ProbesAreUsedUp()
    {
        Over(1000, (1, 0, 1), (2, 0, 2), (3, 0, 3));

        var picks = Enumerable.Range(0, 3).Select(_ => Pick(1000)).ToArray();

        Assert.Equal(1, picks[0]);
        Assert.Single(picks, 1);
    }

    [Fact]
    public void Follow_OneLeft_ItsProbeIsForgottenAndTheOthersAreKept()
    {
        Over(3, (0, 0, 1), (1, 0, 5), (2, 0, 2));

        _policy.Follow(Sets.Of([1, 2], 3));

        Assert.Equal(1, Pick(2)); // the former 2
    }

    [Fact]
    public void Probed_ThroughThePickerWithoutALatency_IsJudgedByWhatWasMeasuredHere()
    {
        var open = Sets.Destinations(2);
        var picker = new DestinationPicker(_policy);
        picker.SetOpen(open, Now);
        picker.Return(picker.TakeAt(open[0], Now), failed: false, Now + TimeSpan.FromMilliseconds(90));
        picker.Return(picker.TakeAt(open[1], Now), failed: false, Now + TimeSpan.FromMilliseconds(50));
        var later = Now + TimeSpan.FromMilliseconds(100);
        picker.Probed(open[0], new LoadProbe(2, null, later));
        picker.Probed(open[1], new LoadProbe(2, null, later));

        picker.TryTake(new PickRequest(later), out var lease);

        Assert.Same(open[1], lease.Destination);
    }

    private void Over(int count, params (int Index, int InFlight, int Milliseconds)[] probes)
    {
        _policy.Follow(Sets.Fresh(count));
        foreach (var (index, inFlight, milliseconds) in probes)
        {
            _policy.Probed(index, new LoadProbe(inFlight, TimeSpan.FromMilliseconds(milliseconds), Now));
        }
    }

    private int Pick(int count) => _policy.Pick(new ArrayLoads(new int[count], now: Now));

    private List<int> NextProbes()
    {
        var asked = new List<int>();
        while (_policy.NextProbe(Now) is >= 0 and var index)
        {
            asked.Add(index);
        }

        return asked;
    }
}
