namespace Job.Http.Problems;

/// <summary>The decision not to serve a request: what <see cref="ProblemResponses"/> turns into an answer.</summary>
/// <param name="Status">The HTTP status code, 400 to 599.</param>
/// <param name="Detail">What was given, what is allowed and how to mend it; one line.</param>
/// <param name="Errors">All faults of the body at once, by member; null when the body is not the matter.</param>
/// <param name="RetryAfter">When it is worth asking again; sent in whole seconds, at least 1. Wanted on 429 and 503.</param>
/// <param name="Close">Whether the connection must end with this answer, because bytes of the request are unread or cannot be trusted.</param>
public sealed record Refusal(
    int Status,
    string Detail,
    IReadOnlyDictionary<string, string[]>? Errors = null,
    TimeSpan? RetryAfter = null,
    bool Close = false);
