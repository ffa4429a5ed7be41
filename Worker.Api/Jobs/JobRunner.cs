using Balancing.Core.Queueing;
using Job.Contracts;
using Worker.Api.Slots;

namespace Worker.Api.Jobs;

/// <summary>Runs jobs in the name of one worker: in a slot, timed from the moment they got it.</summary>
internal sealed class JobRunner(string worker, Workbench workbench, LoadMeter meter, IJobHandler handler, TimeProvider time)
{
    /// <summary>Runs the job, after waiting for a slot if need be.</summary>
    /// <param name="job">A valid job.</param>
    /// <param name="timeout">How long it is of use to its client; it is not begun any more after that.</param>
    /// <param name="cancellationToken">Cancelled when the client leaves.</param>
    /// <exception cref="OperationCanceledException">The client left; slot and place in the queue are free again.</exception>
    public async ValueTask<JobRun> RunAsync(JobRequest job, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var jobClass = job.ApplicationType == JobType.Short ? JobClass.Short : JobClass.Long;
        using var place = await EnterAsync(jobClass, timeout, cancellationToken);
        if (place.Refusal is { } refusal)
        {
            return new JobRun(null, refusal, place.RetryAfter);
        }

        using var span = WorkerTracing.Run(worker, job.ApplicationType);
        var start = time.GetTimestamp();
        var result = await handler.RunAsync(job, cancellationToken);
        var ran = time.GetElapsedTime(start);
        place.Succeed();
        meter.Ended(jobClass, ran);
        return new JobRun(JobAnswer.For(worker, job, ran, result));
    }

    private async ValueTask<Place> EnterAsync(JobClass jobClass, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var entering = workbench.EnterAsync(jobClass, timeout, cancellationToken);
        using var span = entering.IsCompleted ? null : WorkerTracing.Queue(worker);
        return await entering;
    }
}
