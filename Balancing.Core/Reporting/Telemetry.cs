namespace Balancing.Core.Reporting;

/// <summary>What one destination says of itself, and for how long it is believed.</summary>
/// <remarks>
/// <para>Silence never stops the dispatch, and never opens a flood either. Slots expire when the destination goes on answering without them where it used to say them: it is
/// another program now, and unknown slots are no limit. One that says nothing at all keeps the slots it had: it may hang, and without a limit every waiting job would be sent to it.</para>
/// <para>Thread-safe. A report costs a comparison when it says the same as the last one, about a microsecond otherwise; nothing is allocated while reports can be true.</para>
/// </remarks>
/// <param name="expiry">How long a report is believed; above 0.</param>
public sealed class Telemetry(TimeSpan expiry)
{
    private readonly Lock _lock = new();
    private LoadReport _report;
    private TimeSpan? _reportedAt;
    private string? _fault;
    private int? _slots;
    private TimeSpan _slotsAt;
    private bool _slotsByLoad;
    private bool _answeredWithout;

    // The texts of the last report by headers; most workers at rest say the same again and again.
    private string? _lastOrca;
    private string? _lastSlots;

    /// <summary>The destination answered a request with these headers. Answers to probes count, too, but only where they have such a header.</summary>
    /// <param name="orca">The value of <see cref="LoadReportHeaders.Orca"/>; null when it was not there.</param>
    /// <param name="slots">The value of <see cref="LoadReportHeaders.Slots"/>; null when it was not there. Counts where ORCA's header says nothing of slots.</param>
    /// <param name="now">When, on the clock of all calls. A clock that jumps back makes reports no older than they are.</param>
    /// <returns>Whether it says other slots now than before.</returns>
    public bool Answered(string? orca, string? slots, TimeSpan now)
    {
        lock (_lock)
        {
            if (orca is null && slots is null)
            {
                return Without(byLoad: false);
            }

            if (orca == _lastOrca && slots == _lastSlots)
            {
                return Took(_report, now, byLoad: false);
            }

            (_lastOrca, _lastSlots) = (orca, slots);
            var plain = default(LoadReport);
            _fault = slots is null ? null : LoadReportReader.ReadSlots(slots, out plain);
            var report = plain;
            if (orca is not null && _fault is null)
            {
                _fault = LoadReportReader.ReadOrca(orca, out report);
                report = report with { Slots = report.Slots ?? plain.Slots };
            }

            return Took(report, now, byLoad: false);
        }
    }

    /// <summary>The destination answered <c>GET /load</c>.</summary>
    /// <param name="json">The body of the answer.</param>
    /// <param name="now">As for <see cref="Answered"/>.</param>
    /// <returns>Whether it says other slots now than before.</returns>
    public bool Loaded(ReadOnlySpan<byte> json, TimeSpan now)
    {
        lock (_lock)
        {
            (_lastOrca, _lastSlots) = (null, null);
            _fault = LoadReportReader.ReadLoad(json, out var report);
            return Took(report, now, byLoad: true);
        }
    }

    /// <summary>The destination answered <c>GET /load</c>, and there is nothing of the kind.</summary>
    public void LoadMissing()
    {
        lock (_lock)
        {
            Without(byLoad: true);
        }
    }

    /// <summary>Why the last thing it said is absurd, in one line; null unless it was.</summary>
    public string? Fault
    {
        get
        {
            lock (_lock)
            {
                return _fault;
            }
        }
    }

    /// <summary>How long ago it last said something that could be true; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    public TimeSpan Silence(TimeSpan now)
    {
        lock (_lock)
        {
            return _reportedAt is { } at ? Since(at, now) : TimeSpan.MaxValue;
        }
    }

    /// <summary>The slots in force by its word; null when they are unknown, which counts as without limit.</summary>
    public int? Slots(TimeSpan now)
    {
        lock (_lock)
        {
            return SlotsNow(now);
        }
    }

    /// <summary>Everything at once, for people to see.</summary>
    public TelemetryView Look(TimeSpan now)
    {
        lock (_lock)
        {
            var age = _reportedAt is { } at ? Since(at, now) : (TimeSpan?)null;
            var state = _fault is not null ? TelemetryState.Absurd
                : age is null ? TelemetryState.None
                : age < expiry ? TelemetryState.Fresh
                : TelemetryState.Stale;
            return new TelemetryView(state, _report, age, SlotsNow(now), _fault);
        }
    }

    private bool Took(in LoadReport report, TimeSpan now, bool byLoad)
    {
        if (_fault is not null)
        {
            return Without(byLoad);
        }

        _report = report;
        _reportedAt = now;
        if (report.Slots is null)
        {
            return Without(byLoad);
        }

        var isNew = report.Slots != SlotsNow(now);
        _slots = report.Slots;
        _slotsAt = now;
        _slotsByLoad = byLoad;
        _answeredWithout = false;
        return isNew;
    }

    // Its jobs' answers may never have spoken of slots, or nothing but them: only where it used to say them is their absence a word.
    private bool Without(bool byLoad)
    {
        _answeredWithout |= byLoad == _slotsByLoad;
        return false;
    }

    private int? SlotsNow(TimeSpan now) => Since(_slotsAt, now) < expiry || !_answeredWithout ? _slots : null;

    private static TimeSpan Since(TimeSpan at, TimeSpan now) => now > at ? now - at : TimeSpan.Zero;
}
