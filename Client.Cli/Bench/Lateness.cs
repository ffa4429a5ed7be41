namespace Client.Cli.Bench;

/// <summary>
/// How well the generator kept up. What it was late by is in the latencies, which count from the moment each job was due: where it is large, they tell of the
/// generator and not of the target.
/// </summary>
/// <param name="P50">Half of the jobs left no later than this behind their moment.</param>
/// <param name="P99">All but one in a hundred.</param>
/// <param name="Max">The latest.</param>
/// <param name="PoolP99">How long an answer that is there waits until this process looks at it, for all but one in a hundred (by samples).</param>
/// <param name="Cores">Processor time of this process over the time gone by.</param>
internal sealed record Lateness(TimeSpan P50, TimeSpan P99, TimeSpan Max, TimeSpan PoolP99, double Cores)
{
    /// <summary>
    /// Above it a Short of 5 ms is measured wrongly by a fifth and more; on an idle machine of two cores the generator stays at some tenths of it.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(2);

    /// <summary>The larger of the two that matter.</summary>
    public TimeSpan Worst => P99 > PoolP99 ? P99 : PoolP99;

    /// <summary>Whether the figures can be trusted.</summary>
    public bool OnTime => Worst <= Limit;
}
