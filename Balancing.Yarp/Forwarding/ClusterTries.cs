using System.Collections.Concurrent;
using Balancing.Core.Queueing;
using Balancing.Core.Retrying;
using Balancing.Core.Timeouts;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Leasing;

namespace Balancing.Yarp.Forwarding;

/// <summary>Judges the tries of one cluster's requests: how long to wait for an answer, and what becomes of a request that has none.</summary>
/// <remarks>Watches are used again and again, so that a request in the ordinary way allocates none.</remarks>
internal sealed class ClusterTries(ClusterDispatch cluster, RetryRules rules, TimeProvider time)
{
    // As many as requests may run at once in a cluster of a hundred workers; of more, some are made anew.
    private const int MostWatches = 1024;

    private readonly ConcurrentQueue<TryWatch> _free = new();
    private readonly RetryJudge _judge = new(rules.Limits, new Random());

    /// <summary>How long answers take to begin.</summary>
    public AnswerTimes Times { get; } = new(rules.Timeouts);

    /// <summary>A request came to be sent, whether or not it will be tried again.</summary>
    public void CountRequest() => _judge.CountRequest();

    /// <summary>Decides whether a request is tried again.</summary>
    public RetryVerdict Judge(ref TryHistory history, in FailedTry failed) => _judge.Judge(ref history, failed, cluster.Now);

    /// <summary>Promises a request that still waits for its answer another try.</summary>
    public bool TryPromise(in TryHistory history, in FailedTry failed) => _judge.TryPromise(history, failed, cluster.Now);

    /// <summary>Sends a request to a second destination beside the first, if there is a budget and a slot for it.</summary>
    /// <returns>The second try; null when there is not.</returns>
    public ForwardAttempt? TryHedge(ForwardAttempt attempt)
    {
        if (!_judge.TryHedge(cluster.Now))
        {
            return null;
        }

        var beside = cluster.TryBeside(attempt);
        if (beside is null)
        {
            _judge.GiveHedgeBack();
        }

        return beside;
    }

    /// <summary>The head of an answer came: its destination lives, and one that is good says how long such answers take to begin.</summary>
    public void NoteAnswer(Ticket ticket, bool isGood)
    {
        var now = cluster.Now;
        ticket.Destination!.AnsweredAt = now;
        if (isGood)
        {
            Times.Answered(ticket.Class, ticket.DispatchedAt, now);
        }
    }

    /// <summary>
    /// Another try of the request was answered before this one: it would have taken longer than until now. Without it the slow ones would never be counted, and what passes for slow would sink and sink.
    /// </summary>
    public void NoteOutrun(Ticket ticket) => Times.Exceeded(ticket.Class, cluster.Now - ticket.DispatchedAt);

    /// <summary>A watch over a request; to be given back.</summary>
    public TryWatch Rent() => _free.TryDequeue(out var watch) ? watch : new TryWatch(cluster, time);

    /// <summary>Takes one back whose request has ended.</summary>
    public void Return(TryWatch watch)
    {
        watch.End();
        if (_free.Count < MostWatches)
        {
            _free.Enqueue(watch);
        }
        else
        {
            watch.Dispose();
        }
    }
}
