using System.Text.Json;
using Job.Contracts;

namespace Job.Worker.Jobs;

/// <summary>Does the work of one job, while the job holds a slot.</summary>
public interface IJobHandler
{
    /// <summary>Runs the job to its end.</summary>
    /// <param name="job">A valid job.</param>
    /// <param name="cancellationToken">Cancelled when the client leaves.</param>
    /// <returns>What stands under <c>result</c> in the answer; null for nothing.</returns>
    /// <exception cref="JobFailedException">It could not be done; the client is told so.</exception>
    ValueTask<JsonElement?> RunAsync(JobRequest job, CancellationToken cancellationToken);
}
