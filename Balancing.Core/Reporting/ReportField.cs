namespace Balancing.Core.Reporting;

/// <summary>What a report can tell that is understood here. As flags, so that a member given twice is noticed.</summary>
[Flags]
internal enum ReportField
{
    None = 0,
    Slots = 1,
    InFlight = 2,
    Queued = 4,
    ShortTime = 8,
    LongTime = 16,
    Utilization = 32,

    /// <summary>How full an inference server's cache is: the closest thing to a utilization that it reports.</summary>
    CacheUsage = 64,
    PerSecond = 128,
}
