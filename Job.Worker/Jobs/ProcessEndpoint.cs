using System.Text.Json;
using Balancing.Core.Queueing;
using Job.Contracts;
using Job.Http.Jobs;
using Job.Http.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Job.Worker.Jobs;

/// <summary><c>POST /process</c>: reads a job, runs it and answers in the form the client likes.</summary>
internal sealed partial class ProcessEndpoint(JobWorkerOptions options, HandlerKind handler, JobRunner runner, ILogger<ProcessEndpoint> logger)
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/process", routes.ServiceProvider.GetRequiredService<ProcessEndpoint>().ProcessAsync)
        .WithName("Process")
        .ExcludeFromDescription(); // described for broker and worker alike in Job.Hosting

    public async Task ProcessAsync(HttpContext context)
    {
        var reading = await JobBody.ReadAsync(context.Request, options.MaxBodyBytes, context.RequestAborted);
        if (reading.Refusal is { } refusal)
        {
            await ProblemResponses.WriteAsync(context, refusal);
            return;
        }

        if (!RequestTimeout.TryRead(context.Request, out var timeout))
        {
            await ProblemResponses.WriteAsync(context, new Refusal(400, NotATimeout(context.Request.Headers[RequestTimeout.Header])));
            return;
        }

        var stream = handler.IsStreaming ? new JobStream(context) : null;
        JobRun run;
        try
        {
            // Taken from the request's services when it has its slot: a handler may have a scope of its own.
            run = await runner.RunAsync(
                reading.Job!,
                timeout,
                stream is null ? (job, aborted) => context.RequestServices.GetRequiredService<IJobHandler>().RunAsync(job, aborted) : (job, aborted) => StreamAsync(context, stream, job, aborted),
                context.RequestAborted);
        }
        catch (JobFailedException failed)
        {
            LogFailed(reading.Job!.ApplicationId, failed.Message);
            await ProblemResponses.WriteAsync(context, new Refusal(failed.Status, failed.Message)); // or the end of the connection, where pieces were sent
            return;
        }

        if (run.Answer is not { } answer)
        {
            await ProblemResponses.WriteAsync(context, NotRun(run, timeout));
            return;
        }

        LogProcessed(answer.Message);
        if (stream is not null)
        {
            await stream.EndAsync(answer);
            return;
        }

        await JobAnswerResponses.WriteAsync(context, answer, reading.Form);
    }

    private static async ValueTask<JsonElement?> StreamAsync(HttpContext context, JobStream stream, JobRequest job, CancellationToken aborted)
    {
        await foreach (var piece in context.RequestServices.GetRequiredService<IStreamingJobHandler>().RunAsync(job, aborted).WithCancellation(aborted))
        {
            await stream.WriteAsync(piece);
        }

        return null;
    }

    private static string NotATimeout(string? given)
        => $"The header {RequestTimeout.Header} is '{GivenText.Shorten(given ?? "")}'; it must be {RequestTimeout.Allowed}. Leave it out for no limit.";

    private Refusal NotRun(JobRun run, TimeSpan timeout) => run.Refusal switch
    {
        RefusalReason.DeadlinePassed => new Refusal(
            504, $"The {timeout.TotalSeconds:0.###} s of its Request-Timeout passed before the job had a slot; it was not run. Allow more time, or send fewer jobs."),
        RefusalReason.WaitTooLong => new Refusal(
            503, $"The jobs that wait already will take longer than the {timeout.TotalSeconds:0.###} s of the job's Request-Timeout. Ask again later.", RetryAfter: run.RetryAfter),
        _ => new Refusal(503, $"All {options.Slots} slots are taken and {options.MaxQueue} jobs wait already. Ask again later.", RetryAfter: run.RetryAfter),
    };

    [LoggerMessage(3001, LogLevel.Information, "{Message}")]
    private partial void LogProcessed(string message);

    [LoggerMessage(3002, LogLevel.Warning, "A job of '{ApplicationId}' failed: {Reason}")]
    private partial void LogFailed(string applicationId, string reason);
}
