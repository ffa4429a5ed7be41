using Balancing.Yarp.Forwarding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Balancing.Yarp.Tests;

/// <summary>What a user of the package has: a plain YARP application with its own configuration, and one line of ours.</summary>
internal sealed class BareYarpHost : IAsyncDisposable
{
    /// <summary>The setting that says how long a destination may take to accept a connection: on a busy machine, long.</summary>
    public const string ConnectTimeout = "ConnectTimeout";

    /// <summary>The setting that keeps .NET's client from telling destinations of a span of its own, between a try's and theirs.</summary>
    public const string OwnSpansOnly = "OwnSpansOnly";

    private readonly WebApplication _app;

    private BareYarpHost(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<BareYarpHost> StartAsync(
        string? policy,
        IReadOnlyDictionary<string, string> destinations,
        Action<IReverseProxyApplicationBuilder>? pipeline = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null,
        RetryRules? retries = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Proxy:Routes:all:ClusterId"] = "workers",
            ["Proxy:Routes:all:Match:Path"] = "{**path}",
            ["Proxy:Clusters:workers:LoadBalancingPolicy"] = policy,
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection(destinations.Select(destination => KeyValuePair.Create(
            $"Proxy:Clusters:workers:Destinations:{destination.Key}:Address", (string?)destination.Value)));

        builder.Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("Proxy"))
            .ConfigureHttpClient((_, handler) =>
            {
                handler.ConnectTimeout = builder.Configuration.GetValue(ConnectTimeout, TimeSpan.FromSeconds(30));
                if (builder.Configuration.GetValue(OwnSpansOnly, false))
                {
                    handler.ActivityHeadersPropagator = null;
                }
            })
            .AddBalancing(retries: retries);

        services?.Invoke(builder.Services);
        var app = builder.Build();
        if (pipeline is null)
        {
            app.MapReverseProxy();
        }
        else
        {
            app.MapReverseProxy(pipeline);
        }

        await app.StartAsync(TestContext.Current.CancellationToken);
        return new BareYarpHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
