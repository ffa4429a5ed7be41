using Balancing.Core.Leasing;
using Balancing.Core.Picking;
using Balancing.Core.Tests.Picking;

namespace Balancing.Core.Tests.Leasing;

public sealed class SlowStartTests
{
    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    private readonly DestinationLoad[] _all = Sets.Destinations(2);
    private readonly DestinationPicker _picker = new(new WeightedRoundRobinPolicy());

    [Theory]
    [InlineData(SlowStartShape.Linear, 0, 0.1)]
    [InlineData(SlowStartShape.Linear, -5, 0.1)]
    [InlineData(SlowStartShape.Linear, 0.5, 0.1)]
    [InlineData(SlowStartShape.Linear, 5, 0.5)]
    [InlineData(SlowStartShape.Linear, 7.5, 0.75)]
    [InlineData(SlowStartShape.Linear, 10, 1)]
    [InlineData(SlowStartShape.Linear, 1e6, 1)]
    [InlineData(SlowStartShape.Eased, 0, 0.1)]
    [InlineData(SlowStartShape.Eased, 2.5, 0.15625)]
    [InlineData(SlowStartShape.Eased, 5, 0.5)]
    [InlineData(SlowStartShape.Eased, 7.5, 0.84375)]
    [InlineData(SlowStartShape.Eased, 10, 1)]
    public void ShareAfter_SomeTime_FollowsTheShape(SlowStartShape shape, double seconds, double expected)
        => Assert.Equal(expected, new SlowStart(Ten, shape).ShareAfter(TimeSpan.FromSeconds(seconds)), 12);

    [Fact]
    public void ShareAfter_None_IsAllAtOnce() => Assert.Equal(1, SlowStart.None.ShareAfter(TimeSpan.Zero));

    [Fact]
    public void SetOpen_OneJoins_GrowsIntoItsWeight()
    {
        _picker.Use(new SlowStart(Ten));
        _picker.SetOpen([_all[0]], TimeSpan.Zero);

        _picker.SetOpen(_all, Ten);

        Assert.Equal([10, 1], Given(11, at: Ten)); // a tenth
        Assert.Equal([20, 10], Given(30, at: 1.5 * Ten));
        Assert.Equal([10, 10], Given(20, at: 2 * Ten));
    }

    [Fact]
    public void SetOpen_TheFirstTime_BeginsWithTheWholeWeight()
    {
        _picker.Use(new SlowStart(Ten));
        _picker.SetOpen([], TimeSpan.Zero);
        _picker.SetOpen(_all, TimeSpan.Zero);

        Assert.All(_all, destination => Assert.Equal(1, destination.WeightAt(TimeSpan.Zero, new SlowStart(Ten))));
    }

    [Fact]
    public void SetOpen_OneComesBack_BeginsAgain()
    {
        _picker.Use(new SlowStart(Ten));
        _picker.SetOpen(_all, TimeSpan.Zero);
        _picker.SetOpen([_all[0]], Ten);
        _picker.SetOpen(_all, 2 * Ten);
        _picker.SetOpen(_all, 2.2 * Ten); // something else has changed: it does not begin anew

        Assert.Equal([20, 10], Given(30, at: 2.5 * Ten));
    }

    [Fact]
    public void Use_NoneWhileOneStarts_HasItsWholeWeightAtOnce()
    {
        _picker.Use(new SlowStart(Ten));
        _picker.SetOpen([_all[0]], TimeSpan.Zero);
        _picker.SetOpen(_all, Ten);

        _picker.Use(SlowStart.None);

        Assert.Equal([10, 10], Given(20, at: Ten));
    }

    [Fact]
    public void SetOpen_WeightChanged_IsFollowed()
    {
        _picker.SetOpen(_all, TimeSpan.Zero);
        _all[0].Weight = 3;
        _picker.SetOpen(_all, TimeSpan.Zero);

        Assert.Equal([30, 10], Given(40, at: TimeSpan.Zero));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Weight_NoNumberAboveZero_IsRefused(double weight)
        => Assert.Throws<ArgumentOutOfRangeException>(() => _all[0].Weight = weight);

    private long[] Given(int picks, TimeSpan at)
    {
        var before = _all.Select(destination => destination.Assigned).ToArray();
        for (var pick = 0; pick < picks; pick++)
        {
            Assert.True(_picker.TryTake(new PickRequest(at), out var lease));
            lease.Dispose();
        }

        return [.. _all.Select((destination, index) => destination.Assigned - before[index])];
    }
}
