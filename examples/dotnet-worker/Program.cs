// A worker on the package Job.Worker: dotnet run -- --urls http://localhost:8086 --Worker:Id net
// With --stream it tells of its progress piece by piece.
using System.Runtime.CompilerServices;
using System.Text.Json;
using Job.Contracts;
using Job.Worker;
using Job.Worker.Jobs;

var builder = WebApplication.CreateBuilder(args);
if (args.Contains("--stream"))
{
    builder.Services.AddStreamingJobHandler<Counter>();
}
else
{
    builder.Services.AddJobHandler<Summer>(options => options.Slots = 4);
}

var app = builder.Build();
app.MapJobs();
app.Run();

/// <summary>Adds up the numbers of a job's payload.</summary>
internal sealed class Summer : IJobHandler
{
    public ValueTask<JsonElement?> RunAsync(JobRequest job, CancellationToken cancellationToken)
    {
        if (job.Payload is not { ValueKind: JsonValueKind.Array } numbers || numbers.EnumerateArray().Any(number => number.ValueKind != JsonValueKind.Number))
        {
            throw new JobFailedException(422, "The payload must be a list of numbers, such as [1,2,3].");
        }

        return new(JsonSerializer.SerializeToElement(new { sum = numbers.EnumerateArray().Sum(number => number.GetDouble()) }));
    }
}

/// <summary>Counts to three, a tenth of a second each.</summary>
internal sealed class Counter : IStreamingJobHandler
{
    public async IAsyncEnumerable<JsonElement> RunAsync(JobRequest job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var step = 1; step <= 3; step++)
        {
            await Task.Delay(100, cancellationToken);
            yield return JsonSerializer.SerializeToElement(new { step, of = 3 });
        }
    }
}
