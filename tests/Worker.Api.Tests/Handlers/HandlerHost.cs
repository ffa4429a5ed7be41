using Job.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Worker.Api.Tests.Handlers;

/// <summary>An application of somebody's own that is a worker, too, on a real port of the system's choice.</summary>
internal sealed class HandlerHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HandlerHost(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Client { get; }

    public static async Task<HandlerHost> StartAsync(Action<IServiceCollection> services, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        services(builder.Services);
        var app = builder.Build();
        app.MapJobs();
        app.MapGet("/own", () => "own");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new HandlerHost(app);
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> SendAsync(string job, string? accept = null, CancellationToken? leave = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/process") { Content = new StringContent(job) };
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave ?? TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
