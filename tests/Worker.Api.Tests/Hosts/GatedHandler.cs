using System.Collections.Concurrent;
using System.Text.Json;
using Job.Contracts;
using Job.Worker.Jobs;
using Worker.Api.Jobs;

namespace Worker.Api.Tests.Hosts;

/// <summary>Holds each job until the test lets it go, and remembers in which order they began.</summary>
internal sealed class GatedHandler : IJobHandler, IDisposable
{
    private readonly SemaphoreSlim _gate = new(0);

    public ConcurrentQueue<string> Begun { get; } = new();

    public void Release(int jobs = 1) => _gate.Release(jobs);

    public void Dispose() => _gate.Dispose();

    public async ValueTask<JsonElement?> RunAsync(JobRequest job, CancellationToken cancellationToken)
    {
        Begun.Enqueue(job.ApplicationId);
        await _gate.WaitAsync(cancellationToken);
        return null;
    }
}
