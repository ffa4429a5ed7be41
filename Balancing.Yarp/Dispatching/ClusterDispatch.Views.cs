using Balancing.Core.Queueing;

namespace Balancing.Yarp.Dispatching;

/// <content>What it shows of itself.</content>
internal sealed partial class ClusterDispatch
{
    /// <summary>What waits and runs now.</summary>
    public QueueView Look() => _dispatcher.Look(Now);

    /// <summary>What is known of the applications seen last.</summary>
    public IReadOnlyList<LearnedApplication> Applications(int most) => _dispatcher.Applications(most);
}
