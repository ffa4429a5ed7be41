using Balancing.Core.Queueing;
using Balancing.Core.Retrying;
using Balancing.Simulation;
using Balancing.Yarp.Decisions;
using Balancing.Yarp.Leasing;

namespace Broker.Api.Dashboard;

/// <summary>What the broker did over the last five minutes, second by second, kept whether or not somebody looks.</summary>
internal sealed class Traffic(TimeProvider time) : IJobObserver
{
    /// <summary>Seconds kept.</summary>
    public const int Seconds = 300;

    private const int MostMarks = 200;

    private readonly Lock _lock = new();
    private readonly LatencyWindow _shorts = new();
    private readonly LatencyWindow _longs = new();
    private readonly RecentJobs _recent = new();
    private readonly Queue<TrafficPoint> _points = new();
    private readonly Queue<TrafficMark> _marks = new();
    private readonly long _start = time.GetTimestamp();
    private (long Retried, long Refused, long Failed) _before;
    private long _marked;

    /// <summary>When the broker started.</summary>
    public DateTimeOffset Started { get; } = time.GetUtcNow();

    /// <summary>The jobs of the last two minutes.</summary>
    public RecordedJob[] RecentJobs => _recent.Last(time.GetElapsedTime(_start));

    /// <inheritdoc/>
    public void Ended(in EndedJob ended)
    {
        if (ended.Outcome != TryOutcome.Answered)
        {
            return; // nobody's latency
        }

        (ended.Class == JobClass.Short ? _shorts : _longs).Record(ended.Waited + ended.Ran);
        _recent.Note(time.GetElapsedTime(_start) - ended.Ran - ended.Waited, ended.Application, ended.Class, Work(ended));
    }

    /// <summary>A second is over.</summary>
    public void Close(BalancingState counts)
    {
        lock (_lock)
        {
            var (shorts, recentShorts) = _shorts.Close();
            var (longs, recentLongs) = _longs.Close();
            var now = (counts.Retried, counts.Refused, counts.Failed);
            _points.Enqueue(new TrafficPoint(
                Now(), shorts, recentShorts, longs, recentLongs, now.Retried - _before.Retried, now.Refused - _before.Refused, now.Failed - _before.Failed));
            _before = now;
            if (_points.Count > Seconds)
            {
                _points.Dequeue();
            }
        }
    }

    /// <summary>Something happened that belongs on the time axis.</summary>
    public void Mark(string kind, string text)
    {
        lock (_lock)
        {
            _marks.Enqueue(new TrafficMark(++_marked, Now(), kind, text));
            if (_marks.Count > MostMarks)
            {
                _marks.Dequeue();
            }
        }
    }

    /// <summary>The last of so many seconds, and the latencies of the last five minutes.</summary>
    public TrafficLook Look(int seconds)
    {
        lock (_lock)
        {
            var since = Now() - seconds - 1;
            return new TrafficLook(
                [.. _points.Skip(Math.Max(0, _points.Count - seconds))], [.. _marks.Where(mark => mark.At >= since)], _shorts.Minutes(), _longs.Minutes());
        }
    }

    // What takes no time at all is no work to the simulator.
    private static TimeSpan Work(in EndedJob ended)
    {
        var work = ended.Expected ?? ended.Ran;
        return work > TimeSpan.Zero ? work : TimeSpan.FromTicks(1);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();
}
