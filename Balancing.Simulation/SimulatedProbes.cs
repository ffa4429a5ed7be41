using Balancing.Core.Leasing;
using Balancing.Core.Picking;

namespace Balancing.Simulation;

/// <summary>The probes of a policy that asks destinations for their load: they travel as long as jobs do, and their answers tell of the moment they were given.</summary>
/// <remarks>All trips are equally long, so that probes arrive in the order in which they were sent.</remarks>
internal sealed class SimulatedProbes
{
    private readonly Queue<(SimulatedBroker Broker, DestinationLoad Destination)> _asked = new();
    private readonly Queue<(SimulatedBroker Broker, DestinationLoad Destination, int InFlight, TimeSpan? Latency)> _answered = new();

    /// <summary>Asks whom a broker's policy wants to ask now.</summary>
    /// <returns>How many probes are on their way because of that.</returns>
    public int Ask(SimulatedBroker broker, TimeSpan now)
    {
        var sent = 0;
        while (broker.Dispatcher.TryNextProbe(now, out var destination))
        {
            _asked.Enqueue((broker, destination));
            sent++;
        }

        return sent;
    }

    /// <summary>The next probe is there: true when the worker answers.</summary>
    public bool Reach()
    {
        var (broker, destination) = _asked.Dequeue();
        var worker = (SimulatedWorker)destination.Owner!;
        if (worker.IsUp)
        {
            _answered.Enqueue((broker, destination, worker.InFlight, worker.Latencies!.Expected(worker.InFlight)));
        }

        return worker.IsUp;
    }

    /// <summary>The next answer is back.</summary>
    public void Return(TimeSpan now)
    {
        var (broker, destination, inFlight, latency) = _answered.Dequeue();
        broker.Dispatcher.Probed(destination, new LoadProbe(inFlight, latency, now));
    }
}
