using Balancing.Core.Estimating;
using Balancing.Core.Queueing;
using Balancing.Core.Reporting;

namespace Job.Worker.Slots;

/// <summary>What the worker says of itself: how busy its bench is, how long jobs take and how many end per second.</summary>
/// <remarks>A few numbers under a lock per job; the text of the header is made anew only when a number in it has changed.</remarks>
internal sealed class LoadMeter(Workbench bench, TimeProvider time)
{
    // Over less the rate of a slow trickle would come and go; over more it would speak of the past.
    private const double RateMemorySeconds = 10;

    private readonly Lock _lock = new();
    private readonly ServiceTime _shortTime = new(TimeSpan.Zero);
    private readonly ServiceTime _longTime = new(TimeSpan.Zero);
    private readonly ArrivalRate _rate = new();
    private readonly long _start = time.GetTimestamp();

    private LoadReport _said;
    private string? _header;

    /// <summary>A job came to a good end.</summary>
    /// <param name="jobClass">Short or Long, by its sender's word.</param>
    /// <param name="ran">How long it held its slot.</param>
    public void Ended(JobClass jobClass, TimeSpan ran)
    {
        lock (_lock)
        {
            (jobClass == JobClass.Short ? _shortTime : _longTime).Learn(ran);
            _rate.Count(time.GetElapsedTime(_start), RateMemorySeconds);
        }
    }

    /// <summary>Everything it says, rounded to what matters.</summary>
    public LoadReport Report()
    {
        lock (_lock)
        {
            return ReportNow();
        }
    }

    /// <summary>The same as the value of <see cref="LoadReportHeaders.Orca"/>.</summary>
    public string Header()
    {
        lock (_lock)
        {
            var report = ReportNow();
            if (_header is null || report != _said)
            {
                (_said, _header) = (report, LoadReportWriter.ToOrca(report));
            }

            return _header;
        }
    }

    private LoadReport ReportNow()
    {
        var now = bench.Report();
        return now with
        {
            ShortTime = Rounded(_shortTime),
            LongTime = Rounded(_longTime),
            Utilization = Math.Round((double)(now.InFlight!.Value + now.Queued!.Value) / now.Slots!.Value, 2),
            PerSecond = Math.Round(_rate.PerSecond(time.GetElapsedTime(_start), RateMemorySeconds), 1),
        };
    }

    private static TimeSpan? Rounded(ServiceTime learned)
        => learned.Samples == 0 ? null : TimeSpan.FromMilliseconds(Math.Round(learned.Seconds * 1000, 2));
}
