using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Job.Hosting.Tests.Hosts;

/// <summary>A real Kestrel on a port of the system's choice, with whatever pipeline a test wants.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private TestHost(WebApplication app, KeptLog log)
    {
        App = app;
        Log = log;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public WebApplication App { get; }

    public KeptLog Log { get; }

    public HttpClient Client { get; }

    public int Port => Client.BaseAddress!.Port;

    public static async Task<TestHost> StartAsync(
        Action<WebApplication> pipeline, Action<WebApplicationBuilder>? configure = null, string? contentRoot = null)
    {
        var log = new KeptLog();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = contentRoot });
        builder.WebHost.UseKestrelCore().UseUrls($"http://{IPAddress.Loopback}:0");
        builder.Services.AddRouting();
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        configure?.Invoke(builder);
        var app = builder.Build();
        pipeline(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestHost(app, log);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }
}
