using Balancing.Core.Queueing;
using Balancing.Yarp.Decisions;

namespace Balancing.Yarp.Dispatching;

/// <content>What it shows of itself.</content>
internal sealed partial class ClusterDispatch
{
    /// <summary>The last decisions, the latest first; of one application, or of all.</summary>
    public IReadOnlyList<Decision> Decisions(int most, string? application, string? trace) => _decisions.Last(most, application, trace);

    /// <summary>What waits and runs now.</summary>
    public QueueView Look() => _dispatcher.Look(Now);

    /// <summary>What is known of the applications seen last.</summary>
    public IReadOnlyList<LearnedApplication> Applications(int most) => _dispatcher.Applications(most);
}
