using HdrHistogram;

namespace Broker.Api.Dashboard;

/// <summary>The latencies of one class over the last seconds and the last minutes.</summary>
/// <remarks>
/// Recording costs some tens of nanoseconds under a lock of its own. Memory is constant, some 230 KiB: a histogram for each of the last seconds that a point of the
/// chart rests on, and one for each stretch of the last five minutes.
/// </remarks>
internal sealed class LatencyWindow
{
    /// <summary>Seconds that a point of the chart rests on: with one alone the p99 of ten jobs a second would be their slowest.</summary>
    public const int Smoothed = 5;

    // In units of ten microseconds, up to an hour; two digits make 1 % of error.
    private const double UnitsPerSecond = 100_000;
    private const long Highest = 360_000_000;
    private const int Stretches = 15;
    private const int StretchSeconds = 20;

    private readonly Lock _lock = new();
    private readonly IntHistogram[] _seconds = Histograms(Smoothed);
    private readonly IntHistogram[] _stretches = Histograms(Stretches);
    private readonly IntHistogram _sum = New();
    private IntHistogram _current = New();
    private IntHistogram _spare = New();
    private long _second;

    /// <summary>A job ended.</summary>
    public void Record(TimeSpan latency)
    {
        var units = Math.Clamp((long)(latency.TotalSeconds * UnitsPerSecond), 0, Highest);
        lock (_lock)
        {
            _current.RecordValue(units);
        }
    }

    /// <summary>A second is over. Called by one thread.</summary>
    /// <returns>The jobs that ended in it, and the latencies of the last seconds.</returns>
    public (int Jobs, LatencyFigures Recent) Close()
    {
        _spare.Reset();
        lock (_lock)
        {
            (_current, _spare) = (_spare, _current);
        }

        var jobs = (int)_spare.TotalCount;
        var second = _seconds[_second % Smoothed];
        second.Reset();
        var stretch = _stretches[_second / StretchSeconds % Stretches];
        if (_second % StretchSeconds == 0)
        {
            stretch.Reset();
        }

        if (jobs > 0)
        {
            second.Add(_spare);
            stretch.Add(_spare);
        }

        _second++;
        return (jobs, Sum(_seconds));
    }

    /// <summary>The latencies of the last five minutes. Called by the thread that closes seconds, or while none does.</summary>
    public LatencyFigures Minutes() => Sum(_stretches);

    private LatencyFigures Sum(IntHistogram[] parts)
    {
        _sum.Reset();
        foreach (var part in parts)
        {
            if (part.TotalCount > 0)
            {
                _sum.Add(part);
            }
        }

        return _sum.TotalCount == 0 ? default : new LatencyFigures(_sum.TotalCount, Milliseconds(50), Milliseconds(99));
    }

    private double Milliseconds(double percent) => Math.Round(_sum.GetValueAtPercentile(percent) / UnitsPerSecond * 1000, 2);

    private static IntHistogram[] Histograms(int count) => [.. Enumerable.Range(0, count).Select(_ => New())];

    private static IntHistogram New() => new(1, Highest, 2);
}
