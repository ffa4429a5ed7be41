using Balancing.Core.Retrying;
using Balancing.Yarp.Leasing;
using Balancing.Yarp.Tracing;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Forwarding;

/// <summary>Tells those who listen how tries ended.</summary>
internal sealed class TryNews(IEnumerable<ITryObserver> observers)
{
    private readonly ITryObserver[] _observers = [.. observers];

    /// <summary>A try has ended, and its lease is about to.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="attempt">The try.</param>
    /// <param name="outcome">How.</param>
    /// <param name="status">The status of its answer; 0 without one.</param>
    /// <param name="retryAfter">What that answer's <c>Retry-After</c> says.</param>
    public void Tell(ClusterState cluster, ForwardAttempt attempt, TryOutcome outcome, int status, TimeSpan? retryAfter)
    {
        attempt.Outcome = outcome;
        Spans.End(attempt, outcome, status);
        if (_observers.Length == 0)
        {
            return;
        }

        // Of one that was outrun its destination can be told as little as of one whose client left.
        var heard = outcome == TryOutcome.Outrun ? TryOutcome.Abandoned : outcome;
        var now = attempt.Cluster.Now;
        var ended = new EndedTry(
            cluster, attempt.Destination, heard, status, retryAfter, attempt.Ticket.Class, attempt.Number, now, now - attempt.Ticket.DispatchedAt,
            attempt.QueueTime, attempt.Ticket.WasPrefetched ? null : attempt.Ticket.Expected, outcome == TryOutcome.ServerError ? attempt.FirstError : null);
        attempt.FirstError ??= outcome == TryOutcome.ServerError ? (attempt.Destination, now) : null;
        foreach (var observer in _observers)
        {
            observer.Ended(ended);
        }
    }
}
