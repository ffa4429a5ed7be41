using System.Text.Json;
using Job.Contracts;
using Job.Worker.Jobs;

namespace Worker.Api.Jobs;

/// <summary>Takes as long as a job of its type would, and makes nothing: it waits, and costs the machine no work.</summary>
public sealed class SimulateHandler(SimulatedDurations durations, TimeProvider time) : IJobHandler
{
    /// <inheritdoc/>
    public async ValueTask<JsonElement?> RunAsync(JobRequest job, CancellationToken cancellationToken)
    {
        await Task.Delay(durations.Next(job.ApplicationType), time, cancellationToken);
        return null;
    }
}
