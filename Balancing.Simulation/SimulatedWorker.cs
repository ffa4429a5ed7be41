using Balancing.Core.Queueing;

namespace Balancing.Simulation;

/// <summary>A worker: slots, and behind them the jobs that wait for one.</summary>
internal sealed class SimulatedWorker(int slots, double speed, WorkerOrder order)
{
    // In arrival order all stand in the first.
    private readonly Queue<SimulatedJob> _first = new();
    private readonly Queue<SimulatedJob> _second = new();
    private int _running;

    public bool IsUp { get; private set; } = true;

    /// <summary>Jobs it has, running and waiting.</summary>
    public int InFlight => _running + _first.Count + _second.Count;

    /// <summary>How long its jobs took; kept where it is going to be asked.</summary>
    public LatencyByLoad? Latencies { get; init; }

    /// <summary>A job came: true when it starts at once, false when it waits.</summary>
    public bool Receive(SimulatedJob job, long now)
    {
        job.ReachedAt = now;
        job.FoundInFlight = InFlight;
        job.Worker = this;
        if (_running < slots)
        {
            _running++;
            return true;
        }

        (order == WorkerOrder.Arrival || job.Ticket.Class == JobClass.Short ? _first : _second).Enqueue(job);
        return false;
    }

    /// <summary>A job ended: the one that starts in its place, or null.</summary>
    public SimulatedJob? End(SimulatedJob job, long now)
    {
        Latencies?.Add(job.FoundInFlight, now - job.ReachedAt);
        if (_first.TryDequeue(out var next) || _second.TryDequeue(out next))
        {
            return next;
        }

        _running--;
        return null;
    }

    /// <summary>It is gone, with all it held.</summary>
    public void Fail()
    {
        IsUp = false;
        _running = 0;
        _first.Clear();
        _second.Clear();
    }

    public void Return() => IsUp = true;

    public long ServiceTicks(SimulatedJob job) => Math.Max(1, (long)(job.Work / speed));
}
