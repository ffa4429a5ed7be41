namespace Balancing.Core.Estimating;

/// <summary>What is known of the jobs of one application on one route, by the label they carry.</summary>
/// <remarks>Used for another one after it has been forgotten: <see cref="Life"/> tells a holder of an old reference.</remarks>
public sealed class SenderCosts
{
    internal LearnedCost Short;
    internal LearnedCost Long;
    internal LearnedCost Unlabelled;

    /// <summary>Whether its jobs are dispatched as the other class than their label says, or as Long without one.</summary>
    internal bool ShortIsLong { get; set; }

    internal bool LongIsShort { get; set; }

    internal bool UnlabelledIsLong { get; set; }

    internal int Life { get; private set; }

    internal SenderKey Key { get; private set; }

    internal SenderCosts? MoreRecent { get; set; }

    internal SenderCosts? LessRecent { get; set; }

    internal void Begin(SenderKey key)
    {
        Key = key;
        Life++;
        Short = Long = Unlabelled = default;
        ShortIsLong = LongIsShort = UnlabelledIsLong = false;
    }
}
