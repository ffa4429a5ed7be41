namespace Job.Worker.Jobs;

/// <summary>
/// A job's handler could not do it, and says so to the client: its answer is a problem with this status and message. Any other exception of a handler is a
/// plain 500 that tells the client nothing.
/// </summary>
/// <param name="status">The HTTP status, 400 to 599; 500 and above lets the broker try another worker.</param>
/// <param name="message">What failed and how to mend it; control characters in it are escaped before it is sent.</param>
public sealed class JobFailedException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status of the answer.</summary>
    public int Status { get; } = status;
}
