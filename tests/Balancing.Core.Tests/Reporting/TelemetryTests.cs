using Balancing.Core.Reporting;

namespace Balancing.Core.Tests.Reporting;

public sealed class TelemetryTests
{
    private const string EightSlots = "JSON {\"named_metrics\":{\"slots\":8}}";
    private const string FourSlots = "JSON {\"named_metrics\":{\"slots\":4}}";
    private const string NoSlots = "TEXT named_metrics.num_requests_waiting=5.0";
    private const string Lie = "TEXT named_metrics.slots=0";

    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(10);

    private readonly Telemetry _telemetry = new(Expiry);

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void Look_NothingHeard_IsNoneAndWithoutLimit()
    {
        Assert.Equal(new TelemetryView(TelemetryState.None, default, null, null, null), _telemetry.Look(At(100)));
        Assert.Equal(TimeSpan.MaxValue, _telemetry.Silence(At(100)));
    }

    [Fact]
    public void Answered_WithoutHeaders_StaysNone()
    {
        Assert.False(_telemetry.Answered(null, null, At(1)));
        Assert.Equal(TelemetryState.None, _telemetry.Look(At(1)).State);
    }

    [Fact]
    public void Answered_Report_IsFreshUntilItExpires()
    {
        Assert.True(_telemetry.Answered(EightSlots, null, At(1)));

        Assert.Equal(new TelemetryView(TelemetryState.Fresh, new LoadReport(8), At(9.9), 8, null), _telemetry.Look(At(10.9)));
        Assert.Equal(TelemetryState.Stale, _telemetry.Look(At(11)).State);
        Assert.Equal(At(2), _telemetry.Silence(At(3)));
    }

    [Fact]
    public void Answered_TheSameAgain_IsNoChangeButYoung()
    {
        _telemetry.Answered(EightSlots, null, At(1));

        Assert.False(_telemetry.Answered(new string(EightSlots), null, At(9)));
        Assert.Equal(At(1), _telemetry.Look(At(10)).Age);
    }

    [Fact]
    public void Answered_OtherSlots_IsAChange()
    {
        _telemetry.Answered(EightSlots, null, At(1));

        Assert.True(_telemetry.Answered(FourSlots, null, At(2)));
        Assert.Equal(4, _telemetry.Slots(At(2)));
    }

    [Fact]
    public void Slots_ExpiredInSilence_AreKept()
    {
        _telemetry.Answered(EightSlots, null, At(1));

        Assert.Equal(8, _telemetry.Slots(At(3600)));
        Assert.Equal(TelemetryState.Stale, _telemetry.Look(At(3600)).State);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(NoSlots)]
    [InlineData(Lie)]
    public void Slots_ExpiredWhileItAnswersWithoutThem_AreUnknown(string? header)
    {
        _telemetry.Answered(EightSlots, null, At(1));

        _telemetry.Answered(header, null, At(2));
        Assert.Equal(8, _telemetry.Slots(At(10.9)));
        Assert.Null(_telemetry.Slots(At(11)));

        Assert.True(_telemetry.Answered(EightSlots, null, At(12)));
        Assert.Equal(8, _telemetry.Slots(At(12)));
    }

    [Fact]
    public void Answered_AbsurdReport_SaysWhyAndKeepsWhatWasKnown()
    {
        _telemetry.Answered(EightSlots, null, At(1));

        Assert.False(_telemetry.Answered(Lie, null, At(2)));
        var expected = new TelemetryView(TelemetryState.Absurd, new LoadReport(8), At(1), 8, "slots is 0; it must be a whole number from 1 to 100000");
        Assert.Equal(expected, _telemetry.Look(At(2)));

        Assert.False(_telemetry.Answered(Lie, null, At(3)));
        Assert.Equal(TelemetryState.Absurd, _telemetry.Look(At(3)).State);
        Assert.False(_telemetry.Answered(EightSlots, null, At(4)));
        Assert.Equal(TelemetryState.Fresh, _telemetry.Look(At(4)).State);
    }

    [Fact]
    public void Answered_AbsurdFromTheStart_IsWithoutLimit()
    {
        Assert.False(_telemetry.Answered(null, "-1", At(1)));
        Assert.Equal((TelemetryState.Absurd, null, null), (_telemetry.Look(At(1)).State, _telemetry.Look(At(1)).Slots, _telemetry.Look(At(1)).Age));
    }

    [Theory]
    [InlineData(null, "6", 6)]
    [InlineData(NoSlots, "6", 6)]
    [InlineData(EightSlots, "6", 8)]
    public void Answered_PlainSlots_CountWhereOrcaSaysNothingOfThem(string? orca, string slots, int expected)
    {
        Assert.True(_telemetry.Answered(orca, slots, At(1)));
        Assert.Equal(expected, _telemetry.Slots(At(1)));
    }

    [Fact]
    public void Loaded_AfterAHeader_IsTheNewerWord()
    {
        _telemetry.Answered(EightSlots, null, At(1));

        Assert.True(_telemetry.Loaded("""{"slots":2,"inFlight":1,"queued":0}"""u8, At(2)));
        Assert.Equal(new LoadReport(2, 1, 0), _telemetry.Look(At(2)).Report);
        Assert.True(_telemetry.Answered(EightSlots, null, At(3)));
        Assert.False(_telemetry.Loaded("<html>"u8, At(4)));
        Assert.Equal(TelemetryState.Absurd, _telemetry.Look(At(4)).State);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{\"server_load\":3}")]
    public void Loaded_WithoutSlots_TakesNoneAway(string body)
    {
        _telemetry.Answered(null, "8", At(1)); // only its answers to jobs speak of slots

        Assert.False(_telemetry.Loaded(System.Text.Encoding.UTF8.GetBytes(body), At(5)));
        Assert.Equal(8, _telemetry.Slots(At(60)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("<html>")]
    [InlineData("{\"server_load\":3}")]
    public void Slots_SaidByLoadAlone_ExpireOnlyWhereLoadAnswersWithoutThem(string? body)
    {
        _telemetry.Loaded("{\"slots\":8}"u8, At(1));
        _telemetry.Answered(null, null, At(2)); // jobs' answers have never said anything
        Assert.Equal(8, _telemetry.Slots(At(60)));

        if (body is null)
        {
            _telemetry.LoadMissing();
        }
        else
        {
            _telemetry.Loaded(System.Text.Encoding.UTF8.GetBytes(body), At(61));
        }

        Assert.Null(_telemetry.Slots(At(61)));
    }

    [Fact]
    public void Look_ClockThatJumpsBack_MakesNothingOlder()
    {
        _telemetry.Answered(EightSlots, null, At(100));

        Assert.Equal((TelemetryState.Fresh, TimeSpan.Zero), (_telemetry.Look(At(1)).State, _telemetry.Look(At(1)).Age!.Value));
        Assert.Equal(8, _telemetry.Slots(At(-5)));
    }

    [Fact]
    public void Answered_ReportsThatChangeAllTheTime_AllocatesNothing()
    {
        string[] texts = [.. Enumerable.Range(0, 100).Select(inFlight => LoadReportWriter.ToOrca(new LoadReport(8, inFlight, 0, At(0.005), At(0.2), 0.5, 10)))];
        _telemetry.Answered(texts[0], null, At(0));
        _telemetry.Answered(texts[1], null, At(0));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++)
        {
            _telemetry.Answered(texts[round % texts.Length], null, At(round));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
