namespace Client.Cli.Output;

/// <summary>One line of <c>lb bench --json</c>: a target at a rate. Times in milliseconds, medians over the rounds.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Address">Where jobs went.</param>
/// <param name="Rate">Jobs per second; of a ramp the mean.</param>
/// <param name="Seconds">How long jobs counted in each round.</param>
/// <param name="Short">Of all rounds.</param>
/// <param name="Long">Of all rounds.</param>
/// <param name="Rounds">Each round.</param>
internal sealed record BenchLine(string Target, string Address, double Rate, double Seconds, BenchLine.Jobs Short, BenchLine.Jobs Long, BenchLine.Round[] Rounds)
{
    /// <summary>Answered and failed jobs, these by kind, and latencies of the answered; null without any.</summary>
    internal sealed record Jobs(
        long Answered,
        long Failed,
        IReadOnlyDictionary<string, long> Failures,
        double? Mean,
        double? P50,
        double? P90,
        double? P99,
        double? P999,
        double? Max,
        Interval? Between = null,
        Refusals? Refused = null);

    /// <summary>Those of the failed that were refused (503, 429): how soon they heard it, in ms, and what of coming again; seconds.</summary>
    internal sealed record Refusals(long Count, double P50, double P99, double Max, long WithoutRetryAfter, double LongestRetryAfter);

    /// <summary>Between which values the true medians lie, low and high, with this confidence; see <c>docs/bench.md</c>.</summary>
    internal sealed record Interval(double Confidence, double[] P50, double[] P90, double[] P99, double[] P999);

    /// <summary>One round; windows only where the leg was told apart.</summary>
    internal sealed record Round(int Number, Jobs Short, Jobs Long, Window[]? Windows, Late Late);

    /// <summary>A stretch, in seconds from the end of the warm-up.</summary>
    internal sealed record Window(double From, double To, Jobs Short, Jobs Long);

    /// <summary>How late the generator was, and the processor cores it used.</summary>
    internal sealed record Late(bool OnTime, double P50, double P99, double Max, double PoolP99, double Cores);
}
