using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Job.Http.Drain;

/// <summary>Holds the shutdown back until the accepted requests are finished.</summary>
internal sealed partial class DrainService(DrainState state, TimeProvider time, ILogger<DrainService> logger, TimeSpan timeout) : IHostedLifecycleService
{
    /// <summary>Runs before anything is stopped: the server listens throughout.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        state.Begin();
        if (state.Empty.IsCompleted)
        {
            return; // nothing inside: nothing worth a line
        }

        LogBegun(logger, state.InFlight);
        try
        {
            await state.Empty.WaitAsync(timeout, time, cancellationToken);
            LogDone(logger);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            LogCutOff(logger, timeout, state.InFlight);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(5201, LogLevel.Information, "Draining: {InFlight} in flight will be finished, new requests are refused.")]
    private static partial void LogBegun(ILogger logger, int inFlight);

    [LoggerMessage(5202, LogLevel.Information, "Drained: every accepted request was answered.")]
    private static partial void LogDone(ILogger logger);

    [LoggerMessage(5203, LogLevel.Warning, "The drain ended after {Timeout} with {InFlight} requests unfinished; they were cut off.")]
    private static partial void LogCutOff(ILogger logger, TimeSpan timeout, int inFlight);
}
