namespace Balancing.Core.Timeouts;

/// <summary>What an <see cref="AnswerWatch"/> may look at; asked only about tries that are overdue.</summary>
public interface ITrySight
{
    /// <summary>When the destination last began an answer to anybody; <see cref="TimeSpan.MinValue"/> for never.</summary>
    TimeSpan SpokeAt { get; }

    /// <summary>Whether the request may be run twice.</summary>
    bool MayRepeat { get; }

    /// <summary>
    /// Promises the request another try at another destination, out of the budget of all; the try is given up at once then. False when there is none to be had: it may not be run twice, has had its tries, there
    /// is nowhere to go, or too much is being tried again already.
    /// </summary>
    bool TryPromise();
}
