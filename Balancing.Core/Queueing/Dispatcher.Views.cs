namespace Balancing.Core.Queueing;

/// <content>What it shows of itself.</content>
public sealed partial class Dispatcher
{
    /// <summary>What waits and runs now, for those who show it. Constant work under the lock; nothing is changed by it.</summary>
    public QueueView Look(TimeSpan now)
    {
        lock (_lock)
        {
            return _matching.Look(now);
        }
    }

    /// <summary>What is known of the applications whose jobs came last, the latest first. Costs a copy of each, under the lock.</summary>
    /// <param name="most">How many, at most.</param>
    public IReadOnlyList<LearnedApplication> Applications(int most)
    {
        lock (_lock)
        {
            return _matching.Applications(most);
        }
    }
}
