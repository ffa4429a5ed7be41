using Broker.Api;
using Broker.Api.Restarting;
using Job.Hosting.Logging;
using Job.Hosting.Settings;
using Job.Hosting.Startup;
using Job.Hosting.Telemetry;
using Job.Worker.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Client.Cli.Local;

/// <summary>Workers and a broker in this process, reachable from this machine only.</summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    private readonly LocalWorkers _workers;
    private readonly ServiceGroup _broker;
    private readonly ProcessTelemetry _telemetry;

    private LocalSystem(LocalWorkers workers, ServiceGroup broker, Uri brokerAddress, ProcessTelemetry telemetry, LogFormat log)
    {
        (_telemetry, Log) = (telemetry, log);
        _workers = workers;
        _broker = broker;
        Broker = brokerAddress;
    }

    public IReadOnlyList<Uri> Workers => _workers.Addresses;

    public Uri Broker { get; }

    /// <summary>How the log is written.</summary>
    public LogFormat Log { get; }

    /// <summary>What each server says when it listens, as in a window of its own.</summary>
    public IEnumerable<string> ReadyLines => _workers.ReadyLines.Concat(_broker.ReadyLines);

    /// <summary>Starts everything; returns once all of it listens.</summary>
    /// <exception cref="StartException">A port is in use, or another reason; what was started before has been stopped.</exception>
    public static async Task<LocalSystem> StartAsync(LocalSettings settings, CancellationToken stop)
    {
        var options = OptionsOf(settings);
        var own = BrokerHost.Telemetry(options);
        var telemetry = ProcessTelemetry.Start(own with { Service = "loadbalancer", Sources = [.. own.Sources, JobTracing.Name] });
        LocalWorkers? workers = null;
        try
        {
            // On free ports the broker can be built only when the workers have theirs.
            workers = await LocalWorkers.StartAsync(settings with { Log = $"{options.LogFormat}" }, builder => Configure(builder, settings), stop);
            var broker = BrokerHostOf(settings, workers);
            return new LocalSystem(workers, await ServiceGroup.StartAsync([broker], stop), Address(broker.App), telemetry, options.LogFormat);
        }
        catch
        {
            await (workers?.DisposeAsync() ?? ValueTask.CompletedTask);
            telemetry.Dispose();
            throw;
        }
    }

    /// <summary>Returns once the token, or one of the servers by itself, asks for the end.</summary>
    public Task WaitForStopAsync(CancellationToken stop) => Task.WhenAny(_workers.Ended, _broker.WaitForStopAsync(stop));

    /// <summary>Finishes what was accepted: first the broker, whose jobs still need their workers.</summary>
    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _workers.DisposeAsync();
        _telemetry.Dispose();
    }

    /// <summary>In .NET's own words, which go before an ASPNETCORE_URLS in the environment: nobody outside may reach these servers.</summary>
    internal static string ListenHere(int port) => "--urls=" + ListenAddress.ToUrl(ListenAddress.Localhost, port);

    /// <summary>As people type it: a server on both loopback addresses reports them as localhost, one on a free port as 127.0.0.1.</summary>
    internal static Uri Address(WebApplication app) => new(app.Urls.First());

    private static string[] ArgumentsOf(LocalSettings settings) =>
    [
        $"--Broker:Policy={settings.Policy}",
        .. settings.Order is { } order ? [$"--Broker:Dispatch:Order={order}"] : Array.Empty<string>(),
        .. settings.Reservation is { } reservation ? [$"--Broker:Dispatch:Reservation={reservation}"] : Array.Empty<string>(),
        .. settings.Log is { } log ? [$"--Broker:LogFormat={log}"] : Array.Empty<string>(),
        .. settings.Otlp is { } otlp ? [$"--Broker:Telemetry:Otlp={otlp}"] : Array.Empty<string>(),
        ListenHere(settings.Port),
    ];

    private static BrokerOptions OptionsOf(LocalSettings settings)
    {
        using var configuration = ServiceConfiguration.Read(ArgumentsOf(settings));
        return BrokerHost.Settings.Read(configuration).Get<BrokerOptions>();
    }

    private static ServiceHost BrokerHostOf(LocalSettings settings, LocalWorkers workers)
    {
        var app = BrokerHost.Build(
            ArgumentsOf(settings),
            builder =>
            {
                Configure(builder, settings);
                builder.Services.AddSingleton<IWorkerRestarts>(workers);
            },
            workers.Addresses);
        return BrokerHost.AsService(app, settings.Port);
    }

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
}
