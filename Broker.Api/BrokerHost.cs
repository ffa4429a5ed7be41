using System.Reflection;
using System.Text;
using Balancing.Yarp.Tracing;
using Broker.Api.Admin;
using Broker.Api.Claims;
using Broker.Api.Dashboard;
using Broker.Api.Decisions;
using Broker.Api.Dispatch;
using Broker.Api.Limits;
using Broker.Api.Membership;
using Broker.Api.Proxy;
using Broker.Api.Restarting;
using Broker.Api.State;
using Broker.Api.Telemetry;
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
using Microsoft.Extensions.Configuration.Memory;

namespace Broker.Api;

/// <summary>Builds the broker: settings, services, and the pipeline in order.</summary>
public static class BrokerHost
{
    private const string ProxySection = "ReverseProxy";
    private const string DestinationKeys = ProxySection + ":Clusters:workers:Destinations:";

    /// <summary>Every setting of the broker, for the command line, the checks and the docs.</summary>
    public static SettingsCatalog Settings { get; } = new SettingsCatalog().Add<BrokerOptions>(BrokerOptions.Section)
        .AddRule<BrokerOptions>("Broker:Tls:Certificate", options => TlsRules.Violation(options.Tls, "Broker:Tls"))
        .AddRule<BrokerOptions>("Broker:WorkerTls:Certificate", options => TlsRules.Violation(options.WorkerTls, "Broker:WorkerTls"))
        .AddRule<BrokerOptions>("Broker:Admin:Url", AdminPort.Violation)
        .AddRule<BrokerOptions>("Broker:Admin:KeyFile", options => AdminKeys.Violation(options.Admin))
        .AddRule<BrokerOptions>("Broker:Admin:ReadKey", options => AdminKeys.ReadViolation(options.Admin))
        .AddRule<BrokerOptions>("Broker:Health:Ejection:MaxTime", options => options.Health.MaxTimeFits());

    /// <summary>Builds a broker that is not yet started.</summary>
    /// <param name="args">Settings in .NET's own form, as <c>--Broker:Port=8080</c>; the command line's after it was read.</param>
    /// <param name="configure">What a host in the same process wants otherwise, such as its log level.</param>
    /// <param name="workers">
    /// The destinations 1, 2, … of the default cluster. Given, no <c>appsettings.json</c> is read: the caller's word is all.
    /// </param>
    /// <exception cref="SettingsException">Settings are wrong; it lists all faults at once.</exception>
    public static WebApplication Build(
        string[] args, Action<WebApplicationBuilder>? configure = null, IReadOnlyList<Uri>? workers = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args });
        builder.UseServiceConfiguration(args).UseServiceLifetime();
        if (workers is not null)
        {
            RemoveFiles(builder.Configuration);
        }

        AddDefaults(builder.Configuration, workers);
        configure?.Invoke(builder);

        var settings = Settings.Read(builder.Configuration);
        var options = settings.Get<BrokerOptions>();
        settings.AddTo(builder.Services);
        if (options.Admin.Url is not null && builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            throw new SettingsException([new SettingFault("Broker:Admin:Url", "Broker:Admin:Url is given beside .NET's section Kestrel:Endpoints, which would pass it over; leave one of them out.")]);
        }

        var tls = TlsFiles.OfServer(options.Tls, "Broker:Tls", TimeProvider.System);
        var workerTls = new WorkerTls(TlsFiles.OfClient(options.WorkerTls, "Broker:WorkerTls:Certificate", "Broker:WorkerTls:Ca", TimeProvider.System));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.UseTls(tls, options.Limits.HeadTimeout));
        builder.Services.AddSingleton(workerTls);
        AddServices(builder, options);

        var app = builder.Build();
        tls.SayTo(app.Logger);
        workerTls.Files.SayTo(app.Logger);
        app.UseRequestSpans(new RequestTracing(options.Telemetry.Sampling, options.LogFormat, Random.Shared));
        UsePipeline(app, tls);
        app.RestoreState();
        return app;
    }

    /// <summary>The broker as the program, or <c>lb up</c>, runs it: where it listens and what it says when it does.</summary>
    /// <param name="app">What <see cref="Build"/> made.</param>
    /// <param name="port">The port it was told to listen on.</param>
    public static ServiceHost AsService(WebApplication app, int port)
        => new(app, port, "--port", bound => $"Broker server running on port {bound}...", Stage: 1);

    /// <summary>What a process with a broker in it tells of itself. Its metrics are the broker's own, sent by the host.</summary>
    /// <param name="options">Checked settings.</param>
    public static TelemetryStart Telemetry(BrokerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TelemetryStart(BrokerTelemetry.Service, options.Telemetry, options.LogFormat, [BalancingTracing.Name], []);
    }

    private static void AddServices(WebApplicationBuilder builder, BrokerOptions options)
    {
        builder.Logging.AddPlainConsole(options.LogFormat);
        var given = builder.Configuration[WebHostDefaults.ServerUrlsKey];
        if (string.IsNullOrEmpty(given) || options.Admin.Url is not null)
        {
            var own = string.IsNullOrEmpty(given) ? ListenAddress.ToUrl(options.BindAddress, options.Port, options.Tls.Certificate is not null) : given;
            builder.WebHost.UseUrls(AdminPort.Urls(own, options.Admin.Url));
        }

        // Kestrel's half of the same: nothing on the way of a request through the broker blocks its thread.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = RuntimeTuning.IsInline);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Bytes that are no UTF-8 pass as they came: to the workers they go out by the same encoding, Latin-1.
            kestrel.ReadStrictly();
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        });
        builder.Services.AddDrain(options.DrainTimeout);
        builder.Services.AddProxy(
            builder.Configuration.GetSection(ProxySection), options.Dispatch.ToRules(), options.Retry.ToRules(options.Limits, options.Timeouts), options.Health.ToRules());
        builder.Services.AddState(options.StateFile);
        builder.Services.AddMembers(options.Members);
        builder.Services.AddRestarting();
        builder.Services.AddLimits(options.Limits);
        builder.Services.AddClaims(options.TrustedProxies);
        builder.Services.AddAdmin(options.Admin);
        builder.Services.AddSingleton<DispatchSwitch>();
        builder.Services.AddDashboard(options.Dashboard);
        builder.Services.AddTelemetry(options.Metrics, options.Telemetry);
        builder.Services.AddJobOpenApi(
            "LoadBalancer broker", "Hands each job to one of many workers and streams the answer back.", isBroker: true);
    }

    private static void UsePipeline(WebApplication app, TlsFiles tls)
    {
        app.UseProblems();
        app.UseClientCertificates(tls);
        app.UseDrain();
        app.UseTrustedProxies();
        app.UseAdminGate();
        app.UseMetricsGate();
        app.UseStateSaving();
        app.UseJobOpenApi();
        app.UseProxyPolicies();
        app.MapHealth(services => services.GetRequiredService<WorkersView>().NotReadyBecause());
        app.MapAdmin();
        app.MapMembers();
        app.MapRestarting();
        app.MapDispatch();
        app.MapDecisions();
        app.MapDashboard();
        app.MapMetrics();
        app.MapProxy();
    }

    // Beside a program that hosts this broker lies a copy of our file, whose destinations would be mixed with the caller's.
    private static void RemoveFiles(ConfigurationManager configuration)
    {
        IList<IConfigurationSource> sources = configuration.Sources;
        foreach (var file in sources.Where(source => source is FileConfigurationSource).ToArray())
        {
            sources.Remove(file);
        }
    }

    // The file that lies beside the program, once more inside it: a host in another program has none, and a file
    // of the user's that says nothing of routes means the usual ones. Destinations that a file names are not mixed with these.
    private static void AddDefaults(ConfigurationManager configuration, IReadOnlyList<Uri>? workers)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream("appsettings.json")!;
        var defaults = new ConfigurationBuilder().AddJsonStream(file).Build().AsEnumerable()
            .Where(entry => entry.Value is not null)
            .ToDictionary(entry => entry.Key, entry => entry.Value);

        var filesHaveRoutes = ((IConfigurationRoot)configuration).Providers.OfType<FileConfigurationProvider>()
            .Any(provider => provider.GetChildKeys([], ProxySection).Any());
        var left = filesHaveRoutes ? ProxySection : workers is not null ? DestinationKeys : null;
        foreach (var key in defaults.Keys.Where(key => left is not null && key.StartsWith(left, StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            defaults.Remove(key);
        }

        for (var worker = 0; worker < (workers?.Count ?? 0); worker++)
        {
            defaults[$"{DestinationKeys}{worker + 1}:Address"] = workers![worker].AbsoluteUri;
        }

        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = defaults });
    }
}
