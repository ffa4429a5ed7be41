using Job.Contracts;

namespace Client.Cli.Bench;

/// <summary>What became of the jobs that were due within one stretch of a leg.</summary>
/// <param name="From">Its start, counted from the end of the warm-up.</param>
/// <param name="To">Its end.</param>
/// <param name="Short">Of the Shorts.</param>
/// <param name="Long">Of the Longs.</param>
internal sealed record WindowRecord(TimeSpan From, TimeSpan To, TypeRecord Short, TypeRecord Long)
{
    public long Failed => Short.Failed + Long.Failed;

    public static WindowRecord Empty(TimeSpan from, TimeSpan to) => new(from, to, new TypeRecord(), new TypeRecord());

    /// <summary>Several stretches, or the same one of several rounds, as one.</summary>
    public static WindowRecord Sum(IReadOnlyList<WindowRecord> windows) => new(
        windows.Min(window => window.From),
        windows.Max(window => window.To),
        TypeRecord.Sum(windows.Select(window => window.Short)),
        TypeRecord.Sum(windows.Select(window => window.Long)));

    public TypeRecord Of(JobType type) => type == JobType.Long ? Long : Short;
}
