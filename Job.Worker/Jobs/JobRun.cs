using Balancing.Core.Queueing;
using Job.Contracts;

namespace Job.Worker.Jobs;

/// <summary>What became of a job: its answer, or why it was not run.</summary>
/// <param name="Answer">The answer; null when it was not run.</param>
/// <param name="Refusal">Why it was not run; null when it was.</param>
/// <param name="RetryAfter">When it is worth asking again; for a job not run.</param>
internal readonly record struct JobRun(JobAnswer? Answer, RefusalReason? Refusal = null, TimeSpan RetryAfter = default);
