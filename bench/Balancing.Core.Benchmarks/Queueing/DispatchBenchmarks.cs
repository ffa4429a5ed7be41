using Balancing.Core.Leasing;
using Balancing.Core.Picking;
using Balancing.Core.Queueing;
using BenchmarkDotNet.Attributes;

namespace Balancing.Core.Benchmarks.Queueing;

/// <summary>What one job costs the dispatcher, from its arrival to its end: on an idle cluster, on a full one, and before a long queue.</summary>
/// <remarks>Time is per job of one thread; slots are 8 each, the policy is round-robin.</remarks>
public class DispatchBenchmarks : IDispatchSink
{
    private const int Jobs = 4096;
    private const int LongQueue = 100_000;

    private readonly Queue<Ticket> _running = new();
    private Dispatcher _dispatcher = null!;
    private Crew _crew = null!;

    /// <summary>Open destinations of the cluster.</summary>
    [Params(10, 1_000, 10_000)]
    public int Destinations { get; set; }

    /// <summary>How many send jobs at the same time; the rows of a full cluster are measured with one.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalCleanup]
    public void CleanUp() => _crew.Dispose();

    [GlobalSetup(Target = nameof(Idle))]
    public void SetUpIdle() => SetUp(ArriveAndComplete, waiting: -1);

    /// <summary>A slot is free: the job goes at once.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Jobs)]
    public void Idle() => _crew.Run();

    [GlobalSetup(Target = nameof(Full))]
    public void SetUpFull() => SetUp(CompleteAndArrive, waiting: 10);

    /// <summary>Every slot is busy and ten jobs wait: one ends, the next goes, another comes.</summary>
    [Benchmark(OperationsPerInvoke = Jobs)]
    public void Full() => _crew.Run();

    [GlobalSetup(Target = nameof(BeforeALongQueue))]
    public void SetUpBeforeALongQueue() => SetUp(CompleteAndArrive, LongQueue);

    /// <summary>The same with 100,000 jobs waiting.</summary>
    [Benchmark(OperationsPerInvoke = Jobs)]
    public void BeforeALongQueue() => _crew.Run();

    void IDispatchSink.Dispatched(Ticket ticket) => _running.Enqueue(ticket);

    void IDispatchSink.Refused(Ticket ticket, RefusalReason reason) => throw new InvalidOperationException("Nothing is refused here.");

    private void SetUp(Action work, int waiting)
    {
        var isIdle = waiting < 0;
        _running.Clear();
        _dispatcher = new Dispatcher(
            new DispatchSettings { MaxQueue = 2 * LongQueue }, new RoundRobinPolicy(), isIdle ? new Silent() : this);
        _dispatcher.SetOpen([.. Enumerable.Range(0, Destinations).Select(id => (new DestinationLoad($"{id}"), (int?)8))], TimeSpan.Zero);
        for (var job = 0; !isIdle && _dispatcher.Waiting < waiting; job++)
        {
            _dispatcher.Arrive(new Ticket { Application = $"app{job % 100}" }, TimeSpan.Zero);
        }

        _crew = new Crew(isIdle ? Threads : 1, work);
    }

    private void ArriveAndComplete()
    {
        var ticket = new Ticket { Application = "app" };
        for (var job = 0; job < Jobs; job++)
        {
            _dispatcher.Arrive(ticket, TimeSpan.FromMilliseconds(job));
            _dispatcher.Complete(ticket, TimeSpan.FromMilliseconds(job));
        }
    }

    private void CompleteAndArrive()
    {
        for (var job = 0; job < Jobs; job++)
        {
            var ticket = _running.Dequeue();
            _dispatcher.Complete(ticket, TimeSpan.Zero);
            _dispatcher.Arrive(ticket, TimeSpan.Zero);
        }
    }

    private sealed class Silent : IDispatchSink
    {
        public void Dispatched(Ticket ticket)
        {
        }

        public void Refused(Ticket ticket, RefusalReason reason)
        {
        }
    }
}
