namespace Balancing.Simulation;

/// <summary>A worker: slots, and behind them the jobs that wait for one.</summary>
internal sealed class SimulatedWorker(int slots, double speed, WorkerOrder order)
{
    // In arrival order all stand in the first.
    private readonly Queue<SimulatedJob> _first = new();
    private readonly Queue<SimulatedJob> _second = new();
    private int _running;

    /// <summary>A job came: true when it starts at once, false when it waits.</summary>
    public bool Receive(SimulatedJob job)
    {
        if (_running < slots)
        {
            _running++;
            return true;
        }

        (order == WorkerOrder.Arrival || job.IsShort ? _first : _second).Enqueue(job);
        return false;
    }

    /// <summary>A job ended: the one that starts in its place, or null.</summary>
    public SimulatedJob? Next()
    {
        if (_first.TryDequeue(out var next) || _second.TryDequeue(out next))
        {
            return next;
        }

        _running--;
        return null;
    }

    public long ServiceTicks(SimulatedJob job) => Math.Max(1, (long)(job.Work / speed));
}
