namespace Client.Cli.Bench;

/// <summary>How a job ended at its target.</summary>
/// <param name="Failure">Null when it was answered; else the kind of failure: a status such as <c>503</c>, <c>timeout</c>, <c>refused</c> or <c>broken off</c>.</param>
/// <param name="RetryAfter">When the target wants it again; null where it says nothing.</param>
internal readonly record struct JobEnd(string? Failure, TimeSpan? RetryAfter = null)
{
    /// <summary>Whether the target said that it does not want the job now: in time, that is an answer to go on with.</summary>
    public bool IsRefusal => Failure is "503" or "429";
}
