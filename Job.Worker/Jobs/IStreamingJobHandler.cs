using System.Text.Json;
using Job.Contracts;

namespace Job.Worker.Jobs;

/// <summary>Does the work of one job piece by piece, while the job holds a slot; each piece is on its way to the client before the next is made.</summary>
/// <remarks>
/// The client reads NDJSON, a line a piece and the job's answer as the last; or, where its <c>Accept</c> asks for it, Server-Sent Events: a <c>message</c> a piece, and the answer in an event <c>done</c>. A client that
/// reads slowly holds the handler up.
/// </remarks>
public interface IStreamingJobHandler
{
    /// <summary>Runs the job to its end.</summary>
    /// <param name="job">A valid job.</param>
    /// <param name="cancellationToken">Cancelled when the client leaves.</param>
    /// <returns>The pieces.</returns>
    /// <exception cref="JobFailedException">
    /// It could not be done. Before the first piece the client is told so, and the broker may try another worker; after it the connection is broken off, so that half of the pieces are not taken for all of them.
    /// </exception>
    IAsyncEnumerable<JsonElement> RunAsync(JobRequest job, CancellationToken cancellationToken);
}
