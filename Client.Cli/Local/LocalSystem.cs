using System.Globalization;
using Broker.Api;
using Job.Hosting.Settings;
using Job.Hosting.Startup;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Worker.Api;

namespace Client.Cli.Local;

/// <summary>Workers and a broker in this process, reachable from this machine only.</summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    private readonly ServiceGroup _workers;
    private readonly ServiceGroup _broker;

    private LocalSystem(ServiceGroup workers, ServiceGroup broker, IReadOnlyList<Uri> workerAddresses, Uri brokerAddress)
    {
        _workers = workers;
        _broker = broker;
        Workers = workerAddresses;
        Broker = brokerAddress;
    }

    public IReadOnlyList<Uri> Workers { get; }

    public Uri Broker { get; }

    /// <summary>What each server says when it listens, as in a window of its own.</summary>
    public IEnumerable<string> ReadyLines => _workers.ReadyLines.Concat(_broker.ReadyLines);

    /// <summary>Starts everything; returns once all of it listens.</summary>
    /// <exception cref="StartException">A port is in use, or another reason; what was started before has been stopped.</exception>
    public static async Task<LocalSystem> StartAsync(LocalSettings settings, CancellationToken stop)
    {
        // Two groups instead of one with two stages: on free ports the broker can be built only when the workers have theirs.
        var workers = WorkerHosts(settings);
        var running = await ServiceGroup.StartAsync(workers, stop);
        try
        {
            Uri[] addresses = [.. workers.Select(worker => Address(worker.App))];
            var broker = BrokerHostOf(settings, addresses);
            return new LocalSystem(running, await ServiceGroup.StartAsync([broker], stop), addresses, Address(broker.App));
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns once the token, or one of the servers by itself, asks for the end.</summary>
    public Task WaitForStopAsync(CancellationToken stop) => Task.WhenAny(_workers.WaitForStopAsync(stop), _broker.WaitForStopAsync(stop));

    /// <summary>Finishes what was accepted: first the broker, whose jobs still need their workers.</summary>
    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _workers.DisposeAsync();
    }

    // The settings without a flag here, such as Worker__Simulate__Long, hold as they do for the worker program.
    private static IReadOnlyList<ServiceHost> WorkerHosts(LocalSettings settings)
    {
        string[] arguments =
        [
            string.Create(CultureInfo.InvariantCulture, $"--Worker:Count={settings.Workers}"),
            "--Worker:FirstId=1",
            string.Create(CultureInfo.InvariantCulture, $"--Worker:FirstPort={settings.FirstPort}"),
            string.Create(CultureInfo.InvariantCulture, $"--Worker:Slots={settings.Slots}"),
            $"--Worker:BindAddress={ListenAddress.Localhost}",
            .. ListenHere(settings.FirstPort),
        ];
        using var configuration = ServiceConfiguration.Read(arguments);
        var options = WorkerSettings.Catalog().Read(configuration).Get<WorkerOptions>();
        return WorkerHost.BuildAll(options, arguments, builder => Configure(builder, settings));
    }

    private static ServiceHost BrokerHostOf(LocalSettings settings, Uri[] workers)
    {
        string[] arguments =
        [
            $"--Broker:Policy={settings.Policy}",
            .. settings.Order is { } order ? [$"--Broker:Dispatch:Order={order}"] : Array.Empty<string>(),
            .. settings.Reservation is { } reservation ? [$"--Broker:Dispatch:Reservation={reservation}"] : Array.Empty<string>(),
            .. ListenHere(settings.Port),
        ];
        return BrokerHost.AsService(BrokerHost.Build(arguments, builder => Configure(builder, settings), workers), settings.Port);
    }

    // In .NET's own words, which go before an ASPNETCORE_URLS in the environment: nobody outside may reach these servers.
    private static string[] ListenHere(int port) => ["--urls=" + ListenAddress.ToUrl(ListenAddress.Localhost, port)];

    private static void Configure(WebApplicationBuilder builder, LocalSettings settings)
    {
        if (settings.Verbose)
        {
            return;
        }

        // After all configuration, so that no category's own level lets its lines through.
        builder.Services.PostConfigure<LoggerFilterOptions>(levels =>
        {
            levels.Rules.Clear();
            levels.MinLevel = LogLevel.Warning;
        });
    }

    // As people type it: a server on both loopback addresses reports them as localhost, one on a free port as 127.0.0.1.
    private static Uri Address(WebApplication app) => new(app.Urls.First());
}
