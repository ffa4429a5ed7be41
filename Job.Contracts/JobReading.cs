namespace Job.Contracts;

/// <summary>What became of a body: a job, or every reason why it is none.</summary>
/// <param name="Job">The job; null when the body is at fault.</param>
/// <param name="Errors">
/// The faults by member (<c>applicationId</c>, <c>applicationType</c>, <c>payload</c>, or <c>body</c> for the whole), each text ready
/// to be shown: no raw control character, no more than a few dozen characters of what was sent. Null when there is a job.
/// </param>
public readonly record struct JobReading(JobRequest? Job, IReadOnlyDictionary<string, string[]>? Errors);
