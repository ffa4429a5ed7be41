namespace Client.Cli.Bench;

/// <summary>One target at one rate in one round.</summary>
/// <param name="Target">Who was measured.</param>
/// <param name="Plan">The rate.</param>
/// <param name="Round">From 1.</param>
/// <param name="Windows">Its stretches; one, where nobody asked for more.</param>
/// <param name="Lateness">How well the generator kept up.</param>
internal sealed record LegResult(BenchTarget Target, RatePlan Plan, int Round, IReadOnlyList<WindowRecord> Windows, Lateness Lateness)
{
    /// <summary>All of it.</summary>
    public WindowRecord Total { get; } = WindowRecord.Sum(Windows);
}
