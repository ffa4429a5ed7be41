using Balancing.Core.Picking;
using Balancing.Core.Queueing;

namespace Balancing.Simulation;

/// <summary>
/// Runs jobs through the broker's own <see cref="Dispatcher"/> and modelled workers under a virtual clock: discrete events, one thread, and the same
/// result for the same seed.
/// </summary>
/// <remarks>A run costs O(log n) per event in the jobs under way, four events a job, and what the policy's pick costs in workers.</remarks>
public sealed class Simulator : IDispatchSink
{
    private readonly PriorityQueue<PlannedEvent, Moment> _events = new();
    private readonly Stack<SimulatedJob> _spare = new();
    private readonly List<SimulatedJob> _jobs = [];
    private readonly Cluster _cluster;
    private readonly Design _design;
    private readonly JobStream _stream;
    private readonly Tally _tally;
    private readonly SimulatedWorker[] _workers;
    private readonly SimulatedBroker[] _brokers;
    private readonly SimulatedProbes _probes = new();

    private long _now;
    private long _planned;

    private Simulator(Workload workload, Cluster cluster, Design design)
    {
        _cluster = cluster;
        _design = design;
        _stream = new JobStream(workload, cluster);
        _tally = new Tally(workload);
        _workers = [.. Enumerable.Range(0, cluster.Workers).Select(WorkerAt)];
        _brokers =
        [
            .. Enumerable.Range(0, cluster.Brokers).Select(index
                => new SimulatedBroker(design, cluster, _workers, Chance.Of(workload.Seed, 100_000 + (uint)index), this)),
        ];
    }

    private TimeSpan Now => TimeSpan.FromTicks(_now);

    /// <summary>Runs all jobs of a workload to their end.</summary>
    /// <exception cref="ArgumentException">No such policy, or a figure out of its range.</exception>
    /// <exception cref="OperationCanceledException">The run was broken off.</exception>
    public static SimulationResult Run(Workload workload, Cluster cluster, Design design, CancellationToken stop = default)
    {
        Ranges.Check(workload, cluster);
        return new Simulator(workload, cluster, design).ToEnd(stop);
    }

    void IDispatchSink.Dispatched(Ticket ticket)
    {
        var job = (SimulatedJob)ticket.Owner!;
        Plan(job.There, Happening.ReachesWorker, job);
    }

    void IDispatchSink.Refused(Ticket ticket, RefusalReason reason)
    {
        var job = (SimulatedJob)ticket.Owner!;
        _tally.Refused(job, _now);
        _spare.Push(job);
    }

    private SimulatedWorker WorkerAt(int index)
        => new(_design.NeverWaits ? int.MaxValue : _cluster.Slots, _cluster.SpeedOf(index), _design.WorkerOrder)
        {
            Latencies = _design.Policy == PolicyNames.Prequal ? new LatencyByLoad() : null,
        };

    private SimulationResult ToEnd(CancellationToken stop)
    {
        foreach (var outage in _cluster.Outages)
        {
            Plan(outage.From.Ticks, Happening.WorkerFails, outage.Worker);
            if (outage.To is { } end)
            {
                Plan(end.Ticks, Happening.WorkerReturns, outage.Worker);
            }
        }

        PlanArrival();
        while (_events.TryDequeue(out var planned, out var moment))
        {
            if (planned.Job is { } job && planned.Number != job.Life)
            {
                continue;
            }

            _now = moment.Ticks;
            Happen(planned);
            if ((moment.Order & 0xFFFF) == 0)
            {
                stop.ThrowIfCancellationRequested();
            }
        }

        return _tally.Result(_design, _cluster, _now);
    }

    private void Happen(PlannedEvent planned)
    {
        var job = planned.Job!;
        switch (planned.What)
        {
            case Happening.Arrives:
                PlanArrival();
                _tally.Arrived(job, _now);
                Arrive(job);
                break;
            case Happening.ReachesWorker:
                Reach(job, WorkerOf(job));
                break;
            case Happening.Ends:
                End(job, WorkerOf(job));
                break;
            case Happening.Returns:
                _tally.Returned(job, _now);
                _brokers[job.Broker].Dispatcher.Complete(job.Ticket, Now);
                job.Life++;
                _spare.Push(job);
                LookAgain(job.Broker);
                break;
            case Happening.IsLost:
                _tally.Resent();
                _brokers[job.Broker].Dispatcher.Complete(job.Ticket, Now, succeeded: false);
                Arrive(job);
                break;
            case Happening.TimePasses:
                _brokers[planned.Number].LooksAt = long.MaxValue;
                _brokers[planned.Number].Dispatcher.Advance(Now);
                LookAgain(planned.Number);
                break;
            case Happening.ProbeReaches:
                if (_probes.Reach())
                {
                    Plan(_cluster.Network.Ticks, Happening.ProbeReturns, 0);
                }

                break;
            case Happening.ProbeReturns:
                _probes.Return(Now);
                break;
            case Happening.WorkerFails:
                Fail(_workers[planned.Number]);
                break;
            case Happening.WorkerReturns:
                _workers[planned.Number].Return();
                Plan(_cluster.Network.Ticks, Happening.BrokersSee, planned.Number);
                break;
            case Happening.BrokersSee:
                Array.ForEach(_brokers, broker => broker.Open(Now));
                break;
            default:
                throw new InvalidOperationException($"Nothing is known of {planned.What}.");
        }
    }

    private void Arrive(SimulatedJob job)
    {
        _brokers[job.Broker].Dispatcher.Arrive(job.Ticket, Now);
        LookAgain(job.Broker);
    }

    private void Reach(SimulatedJob job, SimulatedWorker worker)
    {
        if (!worker.IsUp)
        {
            Plan(job.Back, Happening.IsLost, job);
        }
        else if (worker.Receive(job, _now))
        {
            Start(job, worker);
        }
    }

    private void Start(SimulatedJob job, SimulatedWorker worker)
    {
        _tally.Started(job, _now);
        job.IsRunning = true;
        Plan(ByTimer(worker.ServiceTicks(job)), Happening.Ends, job);
    }

    private void End(SimulatedJob job, SimulatedWorker worker)
    {
        _tally.Ended(_now);
        Leave(job);
        Plan(job.Back, Happening.Returns, job);
        if (worker.End(job, _now) is { } next)
        {
            Start(next, worker);
        }
    }

    private void Fail(SimulatedWorker worker)
    {
        worker.Fail();
        Plan(_cluster.Network.Ticks, Happening.BrokersSee, 0);
        foreach (var job in _jobs.Where(job => job.Worker == worker))
        {
            if (job.IsRunning)
            {
                _tally.Lost(job, _now);
            }

            Leave(job);
            job.Life++;
            Plan(job.Back, Happening.IsLost, job);
        }
    }

    private static void Leave(SimulatedJob job)
    {
        job.Worker = null;
        job.IsRunning = false;
    }

    // After every event of a dispatcher: it may wish to be asked again, and to ask.
    private void LookAgain(int index)
    {
        var broker = _brokers[index];
        for (var sent = broker.Probes ? _probes.Ask(broker, Now) : 0; sent > 0; sent--)
        {
            Plan(_cluster.Network.Ticks, Happening.ProbeReaches, 0);
        }

        var look = Math.Max(broker.Dispatcher.NextLook.Ticks, _now + 1);
        if (look < broker.LooksAt)
        {
            broker.LooksAt = look;
            Plan(ByTimer(look - _now), Happening.TimePasses, index);
        }
    }

    private long ByTimer(long after)
    {
        var step = _cluster.TimerStep.Ticks;
        return step == 0 ? after : ((_now + after + step - 1) / step * step) - _now;
    }

    private void PlanArrival()
    {
        if (!_spare.TryPop(out var job))
        {
            job = new SimulatedJob();
            _jobs.Add(job);
        }

        if (_stream.TryDraw(job))
        {
            Plan(job.ArrivedAt - _now, Happening.Arrives, job);
        }
    }

    private void Plan(long after, Happening what, SimulatedJob job) => Plan(after, new PlannedEvent(what, job, job.Life));

    private void Plan(long after, Happening what, int number) => Plan(after, new PlannedEvent(what, null, number));

    private void Plan(long after, PlannedEvent planned) => _events.Enqueue(planned, new Moment(_now + after, _planned++));

    private static SimulatedWorker WorkerOf(SimulatedJob job) => (SimulatedWorker)job.Ticket.Destination!.Owner!;
}
