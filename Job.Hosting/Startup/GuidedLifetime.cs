using Microsoft.Extensions.Hosting;

namespace Job.Hosting.Startup;

/// <summary>The lifetime of a host that its program starts and stops; knows of a stop that somebody else has begun, such as a test's factory.</summary>
internal sealed class GuidedLifetime : IHostLifetime, IHostedLifecycleService
{
    private TaskCompletionSource? _stop;

    /// <summary>Done when the services of the host have stopped; null as long as nobody stops them.</summary>
    public Task? Stop => Volatile.Read(ref _stop)?.Task;

    Task IHostLifetime.WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The last step of a stop.</summary>
    Task IHostLifetime.StopAsync(CancellationToken cancellationToken)
    {
        Volatile.Read(ref _stop)?.TrySetResult();
        return Task.CompletedTask;
    }

    /// <summary>One of the first steps of a stop: before the host says that it is stopping.</summary>
    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken)
    {
        Interlocked.CompareExchange(ref _stop, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);
        return Task.CompletedTask;
    }

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
