using System.Globalization;

namespace Balancing.Core.Reporting;

/// <summary>A report as far as it has been read, each part checked against what can be true.</summary>
internal struct ReportDraft
{
    // Beyond these a number is a mistake or a lie; a worker with more running jobs, or jobs that take longer, has not been seen.
    private const double MostJobs = 10_000_000;
    private const double MostMilliseconds = 86_400_000;
    private const double MostPerSecond = 1e9;
    private const double MostUtilization = 1e6;

    private ReportField _seen;
    private LoadReport _report;
    private double? _cacheUsage;

    public readonly LoadReport Report => _report with { Utilization = _report.Utilization ?? _cacheUsage };

    /// <summary>Takes one number in.</summary>
    /// <returns>What is wrong with it; null for nothing.</returns>
    public string? Put(ReportField field, double value)
    {
        if ((_seen & field) != 0)
        {
            return $"{NameOf(field)} is given twice";
        }

        _seen |= field;
        switch (field)
        {
            case ReportField.Slots:
                _report = _report with { Slots = (int)value };
                return Fault(field, value, LoadReportReader.LeastSlots, LoadReportReader.MostSlots, whole: true);
            case ReportField.InFlight:
                _report = _report with { InFlight = (int)value };
                return Fault(field, value, 0, MostJobs, whole: true);
            case ReportField.Queued:
                _report = _report with { Queued = (int)value };
                return Fault(field, value, 0, MostJobs, whole: true);
            case ReportField.ShortTime when Fault(field, value, 0, MostMilliseconds) is { } fault:
                return fault;
            case ReportField.ShortTime:
                _report = _report with { ShortTime = TimeSpan.FromMilliseconds(value) };
                return null;
            case ReportField.LongTime when Fault(field, value, 0, MostMilliseconds) is { } fault:
                return fault;
            case ReportField.LongTime:
                _report = _report with { LongTime = TimeSpan.FromMilliseconds(value) };
                return null;
            case ReportField.Utilization:
                _report = _report with { Utilization = value };
                return Fault(field, value, 0, MostUtilization);
            case ReportField.CacheUsage:
                _cacheUsage = value;
                return Fault(field, value, 0, MostUtilization);
            default:
                _report = _report with { PerSecond = value };
                return Fault(field, value, 0, MostPerSecond);
        }
    }

    public static string NotANumber(ReportField field) => $"{NameOf(field)} is not a number";

    // So written that NaN, which compares as false, is outside of every range.
    private static string? Fault(ReportField field, double value, double least, double most, bool whole = false)
        => value >= least && value <= most && (!whole || value == Math.Floor(value))
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{NameOf(field)} is {value}; it must be {(whole ? "a whole number" : "a number")} from {least} to {most}");

    private static string NameOf(ReportField field) => field switch
    {
        ReportField.Slots => "slots",
        ReportField.InFlight => "the number of running jobs",
        ReportField.Queued => "the number of waiting jobs",
        ReportField.ShortTime => "the service time of a Short in ms",
        ReportField.LongTime => "the service time of a Long in ms",
        ReportField.PerSecond => "the rate per second",
        _ => "the utilization",
    };
}
