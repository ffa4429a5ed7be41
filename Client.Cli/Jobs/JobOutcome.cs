using Job.Contracts;

namespace Client.Cli.Jobs;

/// <summary>What became of one job: an answer, a failure, or neither when it was broken off.</summary>
/// <param name="Number">Its place in the order given, from 1.</param>
internal sealed record JobOutcome(long Number, JobRequest Job, JobAnswer? Answer = null, JobFailure? Failure = null);
