using System.Text.Json;

namespace Job.Contracts;

/// <summary>What a worker answers to a job it has run.</summary>
/// <param name="ApplicationId">The job's.</param>
/// <param name="ApplicationType">The job's; written in canonical case.</param>
/// <param name="Worker">The id of the worker that ran it.</param>
/// <param name="Message">The sentence for people, which is the whole answer in text form.</param>
/// <param name="DurationMs">How long the job ran at the worker, without waiting, in milliseconds.</param>
/// <param name="Result">What the worker's handler made; null when it makes nothing.</param>
public sealed record JobAnswer(
    string ApplicationId, JobType ApplicationType, string Worker, string Message, double DurationMs, JsonElement? Result = null)
{
    /// <summary>The answer of a worker that has run a job, with the contract's sentence.</summary>
    /// <param name="worker">The worker's id.</param>
    /// <param name="job">The job it ran.</param>
    /// <param name="duration">How long it ran; told to a tenth of a millisecond.</param>
    /// <param name="result">What the handler made, if anything.</param>
    public static JobAnswer For(string worker, JobRequest job, TimeSpan duration, JsonElement? result = null)
    {
        ArgumentNullException.ThrowIfNull(job);
        var kind = job.ApplicationType == JobType.Long ? "complex (Long)" : "simple (Short)";
        return new JobAnswer(
            job.ApplicationId,
            job.ApplicationType,
            worker,
            $"Worker {worker} processed {kind} request for {job.ApplicationId}.",
            Math.Round(duration.TotalMilliseconds, 1),
            result);
    }
}
