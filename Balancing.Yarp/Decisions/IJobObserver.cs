namespace Balancing.Yarp.Decisions;

/// <summary>Hears of every request that ended, for statistics; all that are registered as services before <c>AddBalancing</c> is built hear it.</summary>
public interface IJobObserver
{
    /// <summary>
    /// A request has come to its end at a destination, good or bad. Called once for each, from many threads, outside all locks, on the way of the request: it must
    /// neither block nor throw.
    /// </summary>
    void Ended(in EndedJob ended);
}
