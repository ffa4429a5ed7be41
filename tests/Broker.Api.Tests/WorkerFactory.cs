using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Worker.Api;

namespace Broker.Api.Tests;

/// <summary>A real worker program on a free port.</summary>
internal sealed class WorkerFactory : WebApplicationFactory<WorkerProgram>
{
    private readonly int _id;
    private readonly IReadOnlyDictionary<string, string> _settings;

    public WorkerFactory(int id, IReadOnlyDictionary<string, string>? settings = null)
    {
        _id = id;
        _settings = settings ?? new Dictionary<string, string>();
        UseKestrel(); // its port is set below, before the program starts: UseKestrel(0) would set it beside a start already under way
        StartServer();
    }

    public Uri Address => ClientOptions.BaseAddress;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Worker:Count", "1");
        builder.UseSetting("Worker:FirstId", $"{_id}");
        builder.UseSetting("Worker:FirstPort", "0");
        builder.UseSetting("Worker:BindAddress", "localhost");
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.UseSetting("Worker:Simulate:Short", "00:00:00.001");
        builder.UseSetting("Worker:Simulate:Long", "00:00:00.020");
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }
    }
}
