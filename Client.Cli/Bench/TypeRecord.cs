using HdrHistogram;

namespace Client.Cli.Bench;

/// <summary>What became of the jobs of one type: latencies of the answered ones, counted from the moment each was due, failures by kind, and how soon and with what words jobs were refused. Not safe for several threads.</summary>
internal sealed class TypeRecord
{
    // In microseconds; three digits make 0.1 % of error.
    private const long Highest = 86_400_000_000;
    private const int Digits = 3;

    private readonly LongHistogram _latencies = new(1, Highest, Digits);
    private readonly SortedDictionary<string, long> _failures = new(StringComparer.Ordinal);

    // Made with the first refusal: most targets never refuse.
    private LongHistogram? _refusals;

    public long Answered => _latencies.TotalCount;

    public long Failed => _failures.Values.Sum();

    /// <summary>How many failed in each way.</summary>
    public IReadOnlyDictionary<string, long> Failures => _failures;

    /// <summary>Those of the failed that the target refused: 503 or 429.</summary>
    public long Refused => _refusals?.TotalCount ?? 0;

    /// <summary>Those of the refused that were not told when to come again.</summary>
    public long RefusedWithoutTime { get; private set; }

    /// <summary>The longest time that a refused one was told to wait; zero without any.</summary>
    public TimeSpan LongestRetryAfter { get; private set; }

    public TimeSpan Mean => Answered == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(_latencies.GetMean());

    public TimeSpan Max => Answered == 0 ? TimeSpan.Zero : Percentile(100);

    /// <summary>All of several records in one.</summary>
    public static TypeRecord Sum(IEnumerable<TypeRecord> records)
    {
        var sum = new TypeRecord();
        foreach (var record in records)
        {
            sum._latencies.Add(record._latencies);
            foreach (var (kind, count) in record._failures)
            {
                sum._failures[kind] = sum._failures.GetValueOrDefault(kind) + count;
            }

            sum.RefusedWithoutTime += record.RefusedWithoutTime;
            sum.LongestRetryAfter = Later(sum.LongestRetryAfter, record.LongestRetryAfter);
            if (record._refusals is { } refusals)
            {
                (sum._refusals ??= new LongHistogram(1, Highest, Digits)).Add(refusals);
            }
        }

        return sum;
    }

    /// <summary>A job ended.</summary>
    public void End(TimeSpan latency, JobEnd end)
    {
        if (end.Failure is not { } kind)
        {
            Record(_latencies, latency);
            return;
        }

        _failures[kind] = _failures.GetValueOrDefault(kind) + 1;
        if (end.IsRefusal)
        {
            Record(_refusals ??= new LongHistogram(1, Highest, Digits), latency);
            RefusedWithoutTime += end.RetryAfter is null ? 1 : 0;
            LongestRetryAfter = Later(LongestRetryAfter, end.RetryAfter ?? TimeSpan.Zero);
        }
    }

    /// <summary>The latency that so many of a hundred answered jobs kept to; zero without any.</summary>
    public TimeSpan Percentile(double percent) => Answered == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(_latencies.GetValueAtPercentile(percent));

    /// <summary>How soon so many of a hundred refused jobs heard it; zero without any.</summary>
    public TimeSpan RefusalPercentile(double percent) => _refusals is null ? TimeSpan.Zero : TimeSpan.FromMicroseconds(_refusals.GetValueAtPercentile(percent));

    /// <summary>The distribution in steps: each latency, and the share of the answered jobs that were no slower.</summary>
    public IEnumerable<(TimeSpan Latency, double Share)> Distribution()
        => _latencies.Percentiles(5).Select(step => (TimeSpan.FromMicroseconds(step.ValueIteratedTo), step.PercentileLevelIteratedTo / 100));

    private static void Record(LongHistogram histogram, TimeSpan latency) => histogram.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 0, Highest));

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
