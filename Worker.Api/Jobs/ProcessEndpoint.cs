using Job.Hosting.Jobs;
using Job.Hosting.Problems;

namespace Worker.Api.Jobs;

/// <summary><c>POST /process</c>: reads a job, runs it and answers in the form the client likes.</summary>
internal sealed partial class ProcessEndpoint(WorkerOptions options, JobRunner runner, ILogger<ProcessEndpoint> logger)
{
    // Jobs of a full queue leave it within seconds; a client that asks sooner than this would find it full still.
    private static readonly TimeSpan WhenFull = TimeSpan.FromSeconds(1);

    public async Task ProcessAsync(HttpContext context)
    {
        var reading = await JobBody.ReadAsync(context.Request, options.MaxBodyBytes, context.RequestAborted);
        if (reading.Refusal is { } refusal)
        {
            await ProblemResponses.WriteAsync(context, refusal);
            return;
        }

        if (await runner.RunAsync(reading.Job!, context.RequestAborted) is not { } answer)
        {
            var full = $"All {options.Slots} slots are taken and {options.MaxQueue} jobs wait already. Ask again later.";
            await ProblemResponses.WriteAsync(context, new Refusal(503, full, RetryAfter: WhenFull));
            return;
        }

        LogProcessed(answer.Message);
        await JobAnswerResponses.WriteAsync(context, answer, reading.Form);
    }

    [LoggerMessage(3001, LogLevel.Information, "{Message}")]
    private partial void LogProcessed(string message);
}
