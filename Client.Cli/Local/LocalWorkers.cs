using System.Globalization;
using Broker.Api.Restarting;
using Job.Hosting.Settings;
using Job.Hosting.Startup;
using Microsoft.AspNetCore.Builder;
using Worker.Api;

namespace Client.Cli.Local;

/// <summary>The workers in this process: each a group of its own, so that it can be restarted while the others run.</summary>
internal sealed class LocalWorkers : IWorkerRestarts, IAsyncDisposable
{
    private readonly LocalSettings _settings;
    private readonly Action<WebApplicationBuilder> _configure;

    // Null while one is being restarted, and after it did not come up.
    private readonly ServiceGroup?[] _groups;
    private readonly SemaphoreSlim _restarting = new(1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDisposed;

    private LocalWorkers(LocalSettings settings, Action<WebApplicationBuilder> configure)
    {
        _settings = settings;
        _configure = configure;
        _groups = new ServiceGroup?[settings.Workers];
        Addresses = new Uri[settings.Workers];
    }

    /// <summary>Where each listens, in the order of their ids.</summary>
    public Uri[] Addresses { get; }

    /// <summary>Done when one of them has stopped by itself.</summary>
    public Task Ended => _ended.Task;

    public IReadOnlyList<string> Ids => [.. Enumerable.Range(1, _groups.Length).Select(id => id.ToString(CultureInfo.InvariantCulture))];

    public IEnumerable<string> ReadyLines => _groups.OfType<ServiceGroup>().SelectMany(group => group.ReadyLines);

    /// <summary>Starts all of them; those already started are stopped when one cannot start.</summary>
    /// <exception cref="StartException">A port is in use, or another reason.</exception>
    public static async Task<LocalWorkers> StartAsync(LocalSettings settings, Action<WebApplicationBuilder> configure, CancellationToken stop)
    {
        var workers = new LocalWorkers(settings, configure);
        try
        {
            for (var index = 0; index < settings.Workers; index++)
            {
                await workers.StartOneAsync(index, settings.FirstPort == 0 ? 0 : settings.FirstPort + index, stop);
            }

            return workers;
        }
        catch
        {
            await workers.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task RestartAsync(string id, CancellationToken cancellationToken)
    {
        var index = int.Parse(id, CultureInfo.InvariantCulture) - 1;
        await _restarting.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_groups[index] is { } stopped)
            {
                _groups[index] = null;
                await stopped.DisposeAsync();
            }

            await StartOneAsync(index, Addresses[index].Port, cancellationToken);
        }
        finally
        {
            _restarting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _restarting.WaitAsync();
        _isDisposed = true;
        _restarting.Release();

        // All at once: each has its own jobs to finish.
        await Task.WhenAll(_groups.OfType<ServiceGroup>().Select(group => group.DisposeAsync().AsTask()));
    }

    // The settings without a flag here, such as Worker__Simulate__Long, hold as they do for the worker program.
    private async Task StartOneAsync(int index, int port, CancellationToken stop)
    {
        string[] arguments =
        [
            "--Worker:Count=1",
            string.Create(CultureInfo.InvariantCulture, $"--Worker:FirstId={index + 1}"),
            string.Create(CultureInfo.InvariantCulture, $"--Worker:FirstPort={port}"),
            string.Create(CultureInfo.InvariantCulture, $"--Worker:Slots={_settings.Slots}"),
            $"--Worker:BindAddress={ListenAddress.Localhost}",
            LocalSystem.ListenHere(port),
            .. _settings.Log is { } log ? [$"--Worker:LogFormat={log}"] : Array.Empty<string>(),
            .. _settings.Durations is { } durations
                ? [$"--Worker:Simulate:Short={durations.Short:c}", $"--Worker:Simulate:Long={durations.Long:c}"]
                : Array.Empty<string>(),
        ];
        using var configuration = ServiceConfiguration.Read(arguments);
        var options = WorkerSettings.Catalog().Read(configuration).Get<WorkerOptions>();
        var host = WorkerHost.BuildAll(options, arguments, _configure).Single();
        var group = await ServiceGroup.StartAsync([host], stop);
        _groups[index] = group;
        Addresses[index] = LocalSystem.Address(host.App);
        host.App.Lifetime.ApplicationStopping.Register(() =>
        {
            // Told to stop by its own, not by a restart, which has taken it out before.
            if (ReferenceEquals(_groups[index], group))
            {
                _ended.TrySetResult();
            }
        });
    }
}
