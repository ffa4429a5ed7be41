using System.Diagnostics;
using Job.Contracts;

namespace Job.Worker.Jobs;

/// <summary>The spans of a worker, beside the server's own: <c>queue</c> where a job waited for a slot, and <c>run</c>; for OpenTelemetry by <c>AddSource(JobTracing.Name)</c>.</summary>
public static class JobTracing
{
    /// <summary>The source's name.</summary>
    public const string Name = "Job.Worker";

    private static readonly ActivitySource Source = new(Name);

    // Only under the server's span: a job that is not traced has none, and is no trace of its own here.
    private static bool IsTraced => Activity.Current is { Recorded: true };

    internal static Activity? Queue(string worker) => IsTraced ? Source.StartActivity("queue")?.SetTag("balancing.worker", worker) : null;

    /// <summary>The job has come to no good end. Nobody's fault where its client left.</summary>
    internal static void Fail(Activity? span, Exception exception)
    {
        span?.SetTag("error.type", exception.GetType().FullName);
        if (exception is not OperationCanceledException)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }

    internal static Activity? Run(string worker, JobType type)
        => IsTraced ? Source.StartActivity("run")?.SetTag("balancing.worker", worker).SetTag("balancing.type", type == JobType.Short ? "Short" : "Long") : null;
}
