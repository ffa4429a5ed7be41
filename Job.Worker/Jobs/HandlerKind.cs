namespace Job.Worker.Jobs;

/// <summary>What kind of handler does the jobs.</summary>
/// <param name="IsStreaming">An <see cref="IStreamingJobHandler"/>; else an <see cref="IJobHandler"/>.</param>
internal sealed record HandlerKind(bool IsStreaming);
