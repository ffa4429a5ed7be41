using HdrHistogram;

namespace Client.Cli.Bench;

/// <summary>What became of the jobs of one type: latencies of the answered ones, counted from the moment each was due, and failures by kind. Not safe for several threads.</summary>
internal sealed class TypeRecord
{
    // In microseconds; three digits make 0.1 % of error.
    private const long Highest = 86_400_000_000;
    private const int Digits = 3;

    private readonly LongHistogram _latencies = new(1, Highest, Digits);
    private readonly SortedDictionary<string, long> _failures = new(StringComparer.Ordinal);

    public long Answered => _latencies.TotalCount;

    public long Failed => _failures.Values.Sum();

    /// <summary>How many failed in each way.</summary>
    public IReadOnlyDictionary<string, long> Failures => _failures;

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
        }

        return sum;
    }

    public void Answer(TimeSpan latency) => _latencies.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 0, Highest));

    public void Fail(string kind) => _failures[kind] = _failures.GetValueOrDefault(kind) + 1;

    /// <summary>The latency that so many of a hundred answered jobs kept to; zero without any.</summary>
    public TimeSpan Percentile(double percent) => Answered == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(_latencies.GetValueAtPercentile(percent));

    /// <summary>The distribution in steps: each latency, and the share of the answered jobs that were no slower.</summary>
    public IEnumerable<(TimeSpan Latency, double Share)> Distribution()
        => _latencies.Percentiles(5).Select(step => (TimeSpan.FromMicroseconds(step.ValueIteratedTo), step.PercentileLevelIteratedTo / 100));
}
