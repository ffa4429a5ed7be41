namespace Client.Cli.Bench;

/// <summary>The median of some rounds, and between which of them the true median lies.</summary>
/// <param name="Median">The middle one; of an even number the mean of the two in the middle.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <param name="Confidence">How probable it is that the true median lies between, from 0 to 1.</param>
/// <remarks>
/// By order statistics, which asks nothing of how rounds scatter (Conover, Practical Nonparametric Statistics, "confidence interval for a quantile"): the true median
/// lies outside of the k-th lowest and the k-th highest of n rounds with a chance of 2 * P(Binomial(n, 1/2) &lt; k). The narrowest that reaches 95 % is taken; below six
/// rounds none does, and it is lowest to highest: 50 % for two rounds, 75 % for three, 94 % for five.
/// </remarks>
internal sealed record MedianInterval(TimeSpan Median, TimeSpan Low, TimeSpan High, double Confidence)
{
    private const double Wanted = 0.95;

    /// <param name="rounds">One value a round; at least one.</param>
    public static MedianInterval Of(IEnumerable<TimeSpan> rounds)
    {
        var sorted = rounds.Order().ToArray();
        var median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

        var cut = 0; // how many are left out at either end
        var term = Math.Pow(0.5, sorted.Length); // P(Binomial = cut)
        var outside = 2 * term;
        while (true)
        {
            var next = term * (sorted.Length - cut) / (cut + 1);
            if (1 - (outside + (2 * next)) < Wanted || 2 * (cut + 1) >= sorted.Length)
            {
                break;
            }

            cut++;
            term = next;
            outside += 2 * next;
        }

        return new MedianInterval(median, sorted[cut], sorted[^(cut + 1)], Math.Max(0, 1 - outside));
    }
}
