using Job.Contracts;
using Worker.Api.Slots;

namespace Worker.Api.Jobs;

/// <summary>Runs jobs in the name of one worker: in a slot, timed from the moment they got it.</summary>
internal sealed class JobRunner(string worker, Workbench workbench, IJobHandler handler, TimeProvider time)
{
    /// <summary>Runs the job, after waiting for a slot if need be; null when the queue is full.</summary>
    /// <exception cref="OperationCanceledException">The client left; slot and place in the queue are free again.</exception>
    public async ValueTask<JobAnswer?> RunAsync(JobRequest job, CancellationToken cancellationToken)
    {
        using var lease = await workbench.EnterAsync(cancellationToken);
        if (!lease.IsAcquired)
        {
            return null;
        }

        var start = time.GetTimestamp();
        var result = await handler.RunAsync(job, cancellationToken);
        return JobAnswer.For(worker, job, time.GetElapsedTime(start), result);
    }
}
