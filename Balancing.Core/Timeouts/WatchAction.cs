namespace Balancing.Core.Timeouts;

/// <summary>What is to be done about a try that has no answer yet.</summary>
public enum WatchAction
{
    /// <summary>Nothing, until <see cref="AnswerWatch.NextLook"/>.</summary>
    Wait,

    /// <summary>A second try elsewhere may begin beside it, if there is a slot and a budget for it. Asked for once.</summary>
    Hedge,

    /// <summary>It ends here. Whether the request goes on elsewhere is the retry judge's to say.</summary>
    GiveUp,
}
