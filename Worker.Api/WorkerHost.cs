using Job.Hosting.Logging;
using Job.Hosting.OpenApi;
using Job.Hosting.Settings;
using Job.Hosting.Startup;
using Job.Hosting.Telemetry;
using Job.Hosting.Tls;
using Job.Http.Drain;
using Job.Http.Health;
using Job.Http.Messages;
using Job.Http.Problems;
using Job.Worker.Jobs;
using Job.Worker.Slots;
using Worker.Api.Jobs;
using Worker.Api.Membership;

namespace Worker.Api;

/// <summary>Builds worker servers: for the worker program, which runs several in one process, and for <c>lb up</c>.</summary>
public static class WorkerHost
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Builds one worker server, not yet started.</summary>
    /// <param name="options">Checked settings, shared by all workers of the process.</param>
    /// <param name="index">Which of them this is, from 0: its id and port count up from the first's.</param>
    /// <param name="configurationArgs">Settings of the command line, each as <c>--Section:Key=value</c>, for .NET's own sections.</param>
    /// <param name="configure">Changes the builder last, before the server is built.</param>
    /// <returns>A server with its whole pipeline; its owner starts, stops and disposes of it.</returns>
    public static WebApplication Build(
        WorkerOptions options, int index, string[]? configurationArgs = null, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var id = options.FirstId + index;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = configurationArgs,
            ApplicationName = typeof(WorkerHost).Assembly.GetName().Name,
        });
        builder.UseServiceConfiguration(configurationArgs);
        builder.UseServiceLifetime();
        builder.Logging.AddPlainConsole(options.LogFormat);
        var tls = TlsFiles.OfServer(options.Tls, "Worker:Tls", TimeProvider.System);
        Listen(builder, options, index, tls);

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddDrain(options.DrainTimeout);
        builder.Services.AddRegistration(options, id);
        builder.Services.AddJobs(options, id);
        builder.Services.AddJobOpenApi($"Worker {id}", "Runs jobs, Short or Long, in a fixed number of slots.", isBroker: false);
        configure?.Invoke(builder);

        var app = builder.Build();
        tls.SayTo(app.Logger);
        app.UseRequestSpans(new RequestTracing(options.Telemetry.Sampling, options.LogFormat, Random.Shared));
        app.UseLoadHeader();
        app.UseProblems();
        app.UseClientCertificates(tls);
        app.UseDrain();
        app.UseJobOpenApi();
        ProcessEndpoint.Map(app);
        app.MapLoad();
        app.MapHealth(_ => null);
        return app;
    }

    /// <summary>Builds all workers of a process, each with the line it prints when it listens.</summary>
    /// <param name="options">Checked settings.</param>
    /// <param name="configurationArgs">As for <see cref="Build"/>.</param>
    /// <param name="configure">As for <see cref="Build"/>, for each of them.</param>
    public static IReadOnlyList<ServiceHost> BuildAll(
        WorkerOptions options, string[]? configurationArgs = null, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [.. Ports(options).Select((port, index) => new ServiceHost(
            Build(options, index, configurationArgs, configure),
            port,
            "--first-port",
            bound => $"Worker server {options.FirstId + index} listening on port {bound}..."))];
    }

    /// <summary>The ports the workers of a process are told to listen on, in the order of their ids; 0 stands for any free one.</summary>
    /// <param name="options">Checked settings.</param>
    public static IReadOnlyList<int> Ports(WorkerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [.. Enumerable.Range(0, options.Count).Select(index => PortOf(options, index))];
    }

    /// <summary>What a process of workers tells of itself.</summary>
    /// <param name="options">Checked settings.</param>
    public static TelemetryStart Telemetry(WorkerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TelemetryStart("loadbalancer-worker", options.Telemetry, options.LogFormat, [JobTracing.Name], ["Microsoft.AspNetCore.Hosting", "System.Runtime"]);
    }

    private static int PortOf(WorkerOptions options, int index) => options.FirstPort == 0 ? 0 : options.FirstPort + index;

    private static void Listen(WebApplicationBuilder builder, WorkerOptions options, int index, TlsFiles tls)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Whatever bytes the broker let through in a header must not fail here, where nobody reads them.
            kestrel.ReadStrictly();
            kestrel.UseTls(tls, HandshakeTimeout);
        });

        // Addresses given in .NET's own way can be meant for one server only: several would fight over the port.
        if (options.Count > 1 || string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        {
            builder.WebHost.UseUrls(ListenAddress.ToUrl(options.BindAddress, PortOf(options, index), tls.Certificate is not null));
        }
    }
}
