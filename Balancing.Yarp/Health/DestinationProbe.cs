using Balancing.Core.Outliers;
using Balancing.Yarp.Dispatching;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Health;

/// <summary>The probes of one destination: when the next is due, and what they have found.</summary>
internal sealed class DestinationProbe
{
    private readonly ActiveProber _prober;
    private readonly Alarm _alarm;
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DestinationProbe(ActiveProber prober, ClusterState cluster, DestinationState destination, ClusterDispatch dispatch, TimeProvider time)
    {
        _prober = prober;
        (Cluster, Destination, Dispatch) = (cluster, destination, dispatch);
        _alarm = new Alarm(time, () => Dispatch.Now, () => Schedule.DueAt, () => _ = _prober.ProbeAsync(this));
    }

    public ClusterState Cluster { get; }

    public DestinationState Destination { get; }

    public ClusterDispatch Dispatch { get; }

    public ProbeSchedule Schedule { get; } = new(Random.Shared);

    /// <summary>What the last one found; null before the first has ended.</summary>
    public ProbeFinding? Found { get; private set; }

    /// <summary>Whether it is over: of a destination that was removed, or is not probed any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Ends with the first probe.</summary>
    public Task First => _first.Task;

    /// <summary>Sends the next one when it is due; to be called after everything that may have changed when that is.</summary>
    public void Arm() => _alarm.Arm();

    /// <summary>A request failed there: it is looked at soon.</summary>
    public void Hasten()
    {
        Schedule.Hasten(_prober.RulesOf(Cluster).Probes, Dispatch.Now);
        Arm();
    }

    /// <summary>Notes what a probe found.</summary>
    /// <returns>Whether it is another kind of answer than the one before.</returns>
    public bool Find(ProbeFinding found)
    {
        var changed = Found is not { } before || before.Passed != found.Passed || before.IsThere != found.IsThere;
        Found = found;
        _first.TrySetResult();
        return changed;
    }

    /// <summary>No more probes are sent, and the one under way says nothing any more.</summary>
    public void End()
    {
        IsOver = true;
        _alarm.End();
        _first.TrySetResult();
    }
}
