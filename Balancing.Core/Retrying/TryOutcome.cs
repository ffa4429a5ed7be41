namespace Balancing.Core.Retrying;

/// <summary>How one try of a request at one destination ended.</summary>
public enum TryOutcome
{
    /// <summary>A whole answer that says nothing against the destination: any status but those below.</summary>
    Answered,

    /// <summary>A whole answer of a destination that failed by its own word: 500 and above, but for 501 and 505 (the request's fault) and those of <see cref="Unavailable"/>.</summary>
    ServerError,

    /// <summary>A whole answer of a destination that did not do the work: 502, 503 or 504.</summary>
    Unavailable,

    /// <summary>The connection could not be made; nothing of the request has reached the destination.</summary>
    NotConnected,

    /// <summary>The connection was lost before the head of an answer had come. The request may have been run, and may have been what ended the destination.</summary>
    BrokeOff,

    /// <summary>What came is no answer: junk, or a head beyond all bounds. The request may have been run.</summary>
    Garbled,

    /// <summary>The answer broke off after its head.</summary>
    BrokeOffLate,

    /// <summary>No answer, or not the whole of it, within the time allowed. The request may have been run.</summary>
    TimedOut,

    /// <summary>The client left, or the request itself was at fault: says nothing of the destination.</summary>
    Abandoned,

    /// <summary>Another try of the same request, begun beside it, was answered first, and this one ended: says nothing of the destination.</summary>
    Outrun,
}
