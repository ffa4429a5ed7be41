using Balancing.Core.Leasing;
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
    private readonly PriorityQueue<(Happening What, SimulatedJob? Job), Moment> _events = new();
    private readonly Stack<SimulatedJob> _spare = new();
    private readonly Cluster _cluster;
    private readonly Design _design;
    private readonly JobStream _jobs;
    private readonly Tally _tally;
    private readonly Dispatcher _dispatcher;

    private long _now;
    private long _planned;
    private bool _looksAgain;

    private Simulator(Workload workload, Cluster cluster, Design design)
    {
        _cluster = cluster;
        _design = design;
        _jobs = new JobStream(workload);
        _tally = new Tally(workload);
        _dispatcher = new Dispatcher(design.Settings, PolicyOf(design), this);
        _dispatcher.SetOpen([.. Enumerable.Range(0, cluster.Workers).Select(Destination)], TimeSpan.Zero);
    }

    /// <summary>Runs all jobs of a workload to their end.</summary>
    /// <exception cref="ArgumentException">No such policy, or a figure out of its range.</exception>
    /// <exception cref="OperationCanceledException">The run was broken off.</exception>
    public static SimulationResult Run(Workload workload, Cluster cluster, Design design, CancellationToken stop = default)
    {
        Ranges.Check(workload, cluster);
        return new Simulator(workload, cluster, design).ToEnd(stop);
    }

    void IDispatchSink.Dispatched(Ticket ticket) => Plan(_cluster.Network.Ticks, Happening.ReachesWorker, (SimulatedJob)ticket.Owner!);

    void IDispatchSink.Refused(Ticket ticket, RefusalReason reason)
    {
        _tally.Refused();
        _spare.Push((SimulatedJob)ticket.Owner!);
    }

    private static IPickPolicy PolicyOf(Design design)
        => PickPolicies.BuiltIn.TryCreate(design.Policy, out var policy)
            ? policy
            : throw new ArgumentException($"The design {design.Name} has the policy '{design.Policy}'; known are {string.Join(", ", PickPolicies.BuiltIn.Names)}.");

    private (DestinationLoad Destination, int? Slots) Destination(int index)
    {
        var worker = new SimulatedWorker(_design.NeverWaits ? int.MaxValue : _cluster.Slots, _cluster.SpeedOf(index), _design.WorkerOrder);
        return (new DestinationLoad($"{index + 1}", worker), _design.WaitsInBroker ? _cluster.Slots : null);
    }

    private SimulationResult ToEnd(CancellationToken stop)
    {
        PlanArrival();
        while (_events.TryDequeue(out var happening, out var moment))
        {
            _now = moment.Ticks;
            Happen(happening.What, happening.Job!);
            if ((moment.Order & 0xFFFF) == 0)
            {
                stop.ThrowIfCancellationRequested();
            }
        }

        return _tally.Result(_design, _cluster, _now);
    }

    private void Happen(Happening what, SimulatedJob job)
    {
        switch (what)
        {
            case Happening.Arrives:
                PlanArrival();
                _tally.Arrived(job);
                _dispatcher.Arrive(job.Ticket, TimeSpan.FromTicks(_now));
                LookAgain();
                break;
            case Happening.ReachesWorker:
                if (WorkerOf(job).Receive(job))
                {
                    Start(job);
                }

                break;
            case Happening.Ends:
                _tally.Changed(-1, _now);
                Plan(_cluster.Network.Ticks, Happening.Returns, job);
                if (WorkerOf(job).Next() is { } next)
                {
                    Start(next);
                }

                break;
            case Happening.Returns:
                _tally.Returned(job, _now);
                _dispatcher.Complete(job.Ticket, TimeSpan.FromTicks(_now));
                _spare.Push(job);
                LookAgain();
                break;
            case Happening.TimePasses:
                _looksAgain = false;
                LookAgain();
                break;
            default:
                throw new InvalidOperationException($"Nothing is known of {what}.");
        }
    }

    private void Start(SimulatedJob job)
    {
        _tally.Changed(1, _now);
        Plan(WorkerOf(job).ServiceTicks(job), Happening.Ends, job);
    }

    // One look is planned at a time. A later wish is met by it too: looking early costs a moment and changes nothing.
    private void LookAgain()
    {
        if (!_looksAgain && _dispatcher.Waiting > 0 && _dispatcher.Advance(TimeSpan.FromTicks(_now)) is var look && look < TimeSpan.MaxValue)
        {
            _looksAgain = true;
            Plan(look.Ticks - _now, Happening.TimePasses, null);
        }
    }

    private void PlanArrival()
    {
        var job = _spare.TryPop(out var spare) ? spare : new SimulatedJob();
        if (_jobs.TryDraw(job))
        {
            Plan(job.ArrivedAt - _now, Happening.Arrives, job);
        }
    }

    private void Plan(long after, Happening what, SimulatedJob? job) => _events.Enqueue((what, job), new Moment(_now + after, _planned++));

    private static SimulatedWorker WorkerOf(SimulatedJob job) => (SimulatedWorker)job.Ticket.Destination!.Owner!;
}
