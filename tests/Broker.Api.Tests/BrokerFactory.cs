using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Broker.Api.Tests;

/// <summary>The real broker program on a free port, before the given workers.</summary>
internal sealed class BrokerFactory : WebApplicationFactory<BrokerProgram>
{
    private readonly IReadOnlyList<Uri> _workers;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly LineLog _log = new();

    public BrokerFactory(IReadOnlyList<Uri> workers, IReadOnlyDictionary<string, string>? settings = null)
    {
        _workers = workers;
        _settings = settings ?? new Dictionary<string, string>();
        UseKestrel(); // its port is set below, before the program starts: UseKestrel(0) would set it beside a start already under way
        StartServer();
    }

    public Uri Address => ClientOptions.BaseAddress;

    /// <summary>What the broker has logged so far.</summary>
    public IReadOnlyCollection<string> Lines => _log.Lines;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Broker:Port", "0");
        builder.UseSetting("Broker:BindAddress", "localhost");

        // One that is gone refuses at once; on a busy machine one that is there may take more than the usual second, twice in a row.
        builder.UseSetting("ReverseProxy:Clusters:workers:HealthCheck:Active:Timeout", "00:00:30");
        for (var worker = 0; worker < _workers.Count; worker++)
        {
            builder.UseSetting($"ReverseProxy:Clusters:workers:Destinations:{worker + 1}:Address", _workers[worker].AbsoluteUri);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(_log)); // not on the console, where its lines would bury what failed
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }
    }
}
