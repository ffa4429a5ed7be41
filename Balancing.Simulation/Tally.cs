using Balancing.Core.Queueing;

namespace Balancing.Simulation;

/// <summary>Counts and measures while a run goes on.</summary>
internal sealed class Tally
{
    private static readonly long StartTicks = TimeSpan.FromSeconds(10).Ticks;

    private readonly Workload _workload;
    private readonly int _warmUp;
    private readonly List<Sample> _samples;
    private readonly int[] _ended;
    private readonly int[] _refused;
    private readonly TimelineRecorder _timeline = new();

    private int _resent;
    private int _busy;

    // The window in which throughput and utilisation are measured: warm-up over, arrivals still coming.
    private bool _isOpen;
    private long _openedAt;
    private long _closedAt;
    private int _endedInside;
    private long _changedAt;
    private double _busyTicks;

    public Tally(Workload workload)
    {
        _workload = workload;
        _warmUp = (int)(workload.WarmUp * workload.Jobs);
        _samples = new List<Sample>(workload.Jobs);
        _ended = new int[workload.Senders.Count];
        _refused = new int[workload.Senders.Count];
    }

    public void Arrived(SimulatedJob job, long now)
    {
        if (job.Number == _warmUp)
        {
            _isOpen = true;
            _openedAt = _changedAt = now;
        }

        if (job.Number == _workload.Jobs - 1)
        {
            Busy(0, now);
            _isOpen = false;
            _closedAt = now;
        }

        Waiting(job, 1, now);
    }

    public void Started(SimulatedJob job, long now)
    {
        Waiting(job, -1, now);
        Busy(1, now);
    }

    public void Ended(long now) => Busy(-1, now);

    /// <summary>The job ran, and its worker died.</summary>
    public void Lost(SimulatedJob job, long now)
    {
        Busy(-1, now);
        Waiting(job, 1, now);
    }

    public void Returned(SimulatedJob job, long now)
    {
        _ended[job.Group]++;
        _endedInside += _isOpen ? 1 : 0;
        _samples.Add(new Sample(
            job.ArrivedAt, now - job.ArrivedAt, (ushort)job.Group, job.Class, job.IsLabelledRight, job.Number >= _warmUp));
    }

    public void Refused(SimulatedJob job, long now)
    {
        _refused[job.Group]++;
        Waiting(job, -1, now);
    }

    public void Resent() => _resent++;

    public SimulationResult Result(Design design, Cluster cluster, long now)
    {
        var window = Math.Max(1, _closedAt - _openedAt);
        return new SimulationResult(
            design,
            Report(sample => sample.IsCounted),
            Report(sample => sample.ArrivedAt < StartTicks),
            _ended.Sum(),
            _refused.Sum(),
            _endedInside / TimeSpan.FromTicks(window).TotalSeconds,
            _busyTicks / window / ((double)cluster.Workers * cluster.Slots),
            TimeSpan.FromTicks(now))
        {
            Groups = [.. _workload.Senders.Select(Group)],
            Phases = [.. _workload.Phases.Select(phase => Report(sample
                => sample.IsCounted && sample.ArrivedAt >= phase.From.Ticks && sample.ArrivedAt < phase.To.Ticks))],
            Resent = _resent,
            ShortCurve = LatencyCurve.Of(Latencies(sample => sample.IsCounted, JobClass.Short)),
            LongCurve = LatencyCurve.Of(Latencies(sample => sample.IsCounted, JobClass.Long)),
            Timeline = _timeline.ToTimeline(now),
        };
    }

    private void Waiting(SimulatedJob job, int by, long now)
        => _timeline.Changed(now, job.Class == JobClass.Short ? by : 0, job.Class == JobClass.Long ? by : 0, 0);

    private void Busy(int by, long now)
    {
        if (_isOpen)
        {
            _busyTicks += _busy * (double)(now - _changedAt);
            _changedAt = now;
        }

        _busy += by;
        _timeline.Changed(now, 0, 0, by);
    }

    private GroupResult Group(ApplicationGroup group, int index) => new(
        group.Name,
        Report(sample => sample.IsCounted && sample.Group == index),
        Report(sample => sample.IsCounted && sample.Group == index && sample.IsLabelledRight),
        Report(sample => sample.IsCounted && sample.Group == index && !sample.IsLabelledRight),
        _ended[index],
        _refused[index]);

    private LatencyReport Report(Predicate<Sample> filter)
        => new(LatencySummary.Of(Latencies(filter, JobClass.Short)), LatencySummary.Of(Latencies(filter, JobClass.Long)));

    // Sorted.
    private List<long> Latencies(Predicate<Sample> filter, JobClass jobClass)
    {
        var latencies = new List<long>();
        foreach (var sample in _samples)
        {
            if (sample.Class == jobClass && filter(sample))
            {
                latencies.Add(sample.Latency);
            }
        }

        latencies.Sort();
        return latencies;
    }
}
