namespace Balancing.Simulation;

/// <summary>Counts and measures while a run goes on.</summary>
internal sealed class Tally(Workload workload)
{
    private static readonly long StartTicks = TimeSpan.FromSeconds(10).Ticks;

    private readonly int _warmUp = (int)(workload.WarmUp * workload.Jobs);
    private readonly List<long> _shorts = [];
    private readonly List<long> _longs = [];
    private readonly List<long> _startShorts = [];
    private readonly List<long> _startLongs = [];

    private int _ended;
    private int _refused;
    private int _busy;

    // The window in which throughput and utilisation are measured: warm-up over, arrivals still coming.
    private bool _isOpen;
    private long _openedAt;
    private long _closedAt;
    private int _endedInside;
    private long _changedAt;
    private double _busyTicks;

    public void Arrived(SimulatedJob job)
    {
        if (job.Number == _warmUp)
        {
            _isOpen = true;
            _openedAt = _changedAt = job.ArrivedAt;
        }

        if (job.Number == workload.Jobs - 1)
        {
            Changed(0, job.ArrivedAt);
            _isOpen = false;
            _closedAt = job.ArrivedAt;
        }
    }

    /// <summary>So many more slots are busy from now on.</summary>
    public void Changed(int by, long now)
    {
        if (_isOpen)
        {
            _busyTicks += _busy * (double)(now - _changedAt);
            _changedAt = now;
        }

        _busy += by;
    }

    public void Returned(SimulatedJob job, long now)
    {
        _ended++;
        _endedInside += _isOpen ? 1 : 0;
        var latency = now - job.ArrivedAt;
        if (job.Number >= _warmUp)
        {
            (job.IsShort ? _shorts : _longs).Add(latency);
        }

        if (job.ArrivedAt < StartTicks)
        {
            (job.IsShort ? _startShorts : _startLongs).Add(latency);
        }
    }

    public void Refused() => _refused++;

    public SimulationResult Result(Design design, Cluster cluster, long now)
    {
        var window = Math.Max(1, _closedAt - _openedAt);
        return new SimulationResult(
            design,
            new LatencyReport(LatencySummary.Of(_shorts), LatencySummary.Of(_longs)),
            new LatencyReport(LatencySummary.Of(_startShorts), LatencySummary.Of(_startLongs)),
            _ended,
            _refused,
            _endedInside / TimeSpan.FromTicks(window).TotalSeconds,
            _busyTicks / window / ((double)cluster.Workers * cluster.Slots),
            TimeSpan.FromTicks(now));
    }
}
