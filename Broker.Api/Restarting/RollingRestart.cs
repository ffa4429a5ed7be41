using Broker.Api.Admin;

namespace Broker.Api.Restarting;

/// <summary>
/// Restarts all workers of the host, one after the other: each is drained, restarted and open again before the next is touched, so that no job is lost.
/// </summary>
internal sealed class RollingRestart(
    DrainedWorker drained, WorkersView workers, IHostApplicationLifetime lifetime, ILogger<RollingRestart> logger, IWorkerRestarts? restarts = null)
{
    private readonly Lock _lock = new();
    private RestartView _view = new("none", [], null);

    /// <summary>Whether this broker can restart its workers at all.</summary>
    public bool IsOffered => restarts is not null;

    /// <summary>How far it has come.</summary>
    public RestartView View
    {
        get
        {
            lock (_lock)
            {
                return _view;
            }
        }
    }

    /// <summary>Begins one.</summary>
    /// <returns>False when one is under way.</returns>
    public bool Begin()
    {
        lock (_lock)
        {
            if (_view.State == "running")
            {
                return false;
            }

            _view = new RestartView("running", [.. restarts!.Ids.Select(id => new RestartStep(id, "waiting"))], null);
        }

        _ = RunAsync(lifetime.ApplicationStopping);
        return true;
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        RestartLog.Begun(logger, restarts!.Ids.Count);
        foreach (var id in restarts.Ids)
        {
            try
            {
                await RestartAsync(id, stopping);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                var why = exception is OperationCanceledException ? "the broker is shutting down." : exception.Message;
                RestartLog.Failed(logger, id, why);
                Show(view => view with { State = "failed", Fault = $"Worker {id}: {why}" });
                return;
            }
        }

        RestartLog.Done(logger);
        Show(view => view with { State = "done" });
    }

    private async Task RestartAsync(string id, CancellationToken stopping)
    {
        // One that somebody has drained is restarted, too, and left drained: whoever drained it opens it.
        var wasOpen = workers.Of(id).Any(worker => worker.State is not ("draining" or "drained"));
        Step(id, "draining");
        if (wasOpen)
        {
            await drained.DrainAsync(id, stopping);
        }

        Step(id, "restarting");
        try
        {
            await restarts!.RestartAsync(id, stopping);
        }
        finally
        {
            // Also one that did not come up: its health checks keep it out, and a second restart must not take it for one that somebody has drained.
            if (wasOpen)
            {
                await drained.OpenAsync(id);
            }
        }

        if (wasOpen)
        {
            await drained.HealthyAsync(id, stopping);
        }

        RestartLog.Restarted(logger, id);
        Step(id, "restarted");
    }

    private void Step(string id, string state) => Show(view => view with
    {
        Workers = [.. view.Workers.Select(step => step.Id == id ? step with { State = state } : step)],
    });

    private void Show(Func<RestartView, RestartView> change)
    {
        lock (_lock)
        {
            _view = change(_view);
        }
    }
}
