namespace Balancing.Core.Retrying;

/// <summary>What becomes of a request after a try.</summary>
public enum RetryDecision
{
    /// <summary>Nothing: it was answered, or nobody waits for it any more.</summary>
    Done,

    /// <summary>It goes to another destination at once, before all that wait.</summary>
    Elsewhere,

    /// <summary>There is no other: after a pause it goes to any, those it has been at among them.</summary>
    AfterPause,

    /// <summary>It may have been run, and may not be run twice.</summary>
    NotRepeatable,

    /// <summary>Its time is over.</summary>
    OutOfTime,

    /// <summary>It has been tried as often as is allowed.</summary>
    Exhausted,

    /// <summary>Two destinations broke off under it: it may be what ends them, and a third shall not follow.</summary>
    Poison,

    /// <summary>Two destinations failed at it by their own word: the fault is the request's.</summary>
    SameError,

    /// <summary>Too much is being tried again already.</summary>
    BudgetSpent,

    /// <summary>There is no other destination, and trying the same again promises nothing.</summary>
    NoDestination,
}
