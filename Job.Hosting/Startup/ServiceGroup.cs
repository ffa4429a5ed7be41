using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Job.Hosting.Startup;

/// <summary>
/// Several servers of one process that live and die together: started in the order of their stages, stopped in the reverse, and all of them
/// undone when one cannot start.
/// </summary>
public sealed class ServiceGroup : IAsyncDisposable
{
    private readonly IReadOnlyList<ServiceHost> _hosts;
    private bool _stopped;

    private ServiceGroup(IReadOnlyList<ServiceHost> hosts) => _hosts = hosts;

    /// <summary>The ready line of each server, with the port it is in fact bound to.</summary>
    public IReadOnlyList<string> ReadyLines => [.. _hosts.Select(host => host.ReadyLine(PortOf(host)))];

    /// <summary>Starts all servers.</summary>
    /// <param name="hosts">The servers; the group owns them from here on, also when it fails.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The group, everything listening.</returns>
    /// <exception cref="StartException">A server could not start. Its message is the one line to show; those started before were stopped.</exception>
    public static async Task<ServiceGroup> StartAsync(IReadOnlyList<ServiceHost> hosts, CancellationToken cancellationToken = default)
    {
        var group = new ServiceGroup(hosts);
        foreach (var host in hosts.OrderBy(host => host.Stage))
        {
            try
            {
                await host.App.StartAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is not HostAbortedException)
            {
                await group.DisposeAsync();
                if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
                {
                    throw;
                }

                throw new StartException(StartFault.Of(exception, host), exception);
            }
        }

        return group;
    }

    /// <summary>Waits until the token asks for the end, or one of the servers is told to stop by itself.</summary>
    /// <param name="stop">Asks for the end.</param>
    /// <returns>Done when it is time to call <see cref="StopAsync"/>.</returns>
    public async Task WaitForStopAsync(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            [stop, .. _hosts.Select(host => host.App.Lifetime.ApplicationStopping)]);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = either.Token.Register(stopped.SetResult);
        await stopped.Task;
    }

    /// <summary>Drains and stops all servers, stage by stage; accepted requests are finished first. A second call does nothing.</summary>
    /// <returns>Done when nothing listens any more.</returns>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        foreach (var stage in _hosts.GroupBy(host => host.Stage).OrderByDescending(stage => stage.Key))
        {
            await Task.WhenAll(stage.Select(StopOneAsync));
        }
    }

    /// <summary>Stops what runs and frees everything.</summary>
    /// <returns>Done when all is freed.</returns>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var host in _hosts)
        {
            await host.App.DisposeAsync();
        }
    }

    private static async Task StopOneAsync(ServiceHost host)
    {
        try
        {
            // Where another owner (a test's factory) stops it, that stop is waited for: it must not meet services that are freed already.
            var lifetime = host.App.Services.GetService<IHostLifetime>() as GuidedLifetime;
            await (lifetime?.Stop ?? host.App.StopAsync());
        }
        catch (Exception exception) when (exception is ObjectDisposedException or OperationCanceledException)
        {
            // Freed by the other owner, or its time was over: either way it no longer serves.
        }
    }

    private static int PortOf(ServiceHost host)
        => host.App.Urls.FirstOrDefault() is { } url && Uri.TryCreate(url, UriKind.Absolute, out var bound) ? bound.Port : host.Port;
}
