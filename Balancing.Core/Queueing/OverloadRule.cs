namespace Balancing.Core.Queueing;

/// <summary>What becomes of jobs when for some time more come than can be done.</summary>
public enum OverloadRule
{
    /// <summary>Once jobs would wait for too long, those too many are refused as they come: Longs first.</summary>
    Adaptive,

    /// <summary>All wait, up to the bounds of the queue.</summary>
    None,
}
