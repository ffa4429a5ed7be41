using System.Text.Json;
using Balancing.Core.Queueing;
using Job.Contracts;
using Job.Worker.Slots;

namespace Job.Worker.Jobs;

/// <summary>Runs jobs in the name of one worker: in a slot, timed from the moment they got it.</summary>
internal sealed class JobRunner(string worker, Workbench workbench, LoadMeter meter, TimeProvider time)
{
    /// <summary>Runs the job, after waiting for a slot if need be.</summary>
    /// <param name="job">A valid job.</param>
    /// <param name="timeout">How long it is of use to its client; it is not begun any more after that.</param>
    /// <param name="work">What does it.</param>
    /// <param name="cancellationToken">Cancelled when the client leaves.</param>
    /// <exception cref="OperationCanceledException">The client left; slot and place in the queue are free again.</exception>
    public async ValueTask<JobRun> RunAsync(
        JobRequest job, TimeSpan timeout, Func<JobRequest, CancellationToken, ValueTask<JsonElement?>> work, CancellationToken cancellationToken)
    {
        var jobClass = job.ApplicationType == JobType.Short ? JobClass.Short : JobClass.Long;
        using var place = await EnterAsync(jobClass, timeout, cancellationToken);
        if (place.Refusal is { } refusal)
        {
            return new JobRun(null, refusal, place.RetryAfter);
        }

        using var span = JobTracing.Run(worker, job.ApplicationType);
        var start = time.GetTimestamp();
        JsonElement? result;
        try
        {
            result = await work(job, cancellationToken);
        }
        catch (Exception exception)
        {
            JobTracing.Fail(span, exception);
            throw;
        }

        var ran = time.GetElapsedTime(start);
        place.Succeed();
        meter.Ended(jobClass, ran);
        return new JobRun(JobAnswer.For(worker, job, ran, result));
    }

    private async ValueTask<Place> EnterAsync(JobClass jobClass, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var entering = workbench.EnterAsync(jobClass, timeout, cancellationToken);
        using var span = entering.IsCompleted ? null : JobTracing.Queue(worker);
        return await entering;
    }
}
