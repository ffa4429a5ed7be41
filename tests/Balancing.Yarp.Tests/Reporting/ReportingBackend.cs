using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Balancing.Yarp.Tests.Reporting;

/// <summary>A real server whose jobs end when they are let go, and which says of its load what the test wants.</summary>
internal sealed class ReportingBackend : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _gate = new(0);
    private int _running;
    private int _most;
    private int _asked;

    private ReportingBackend(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Headers on every answer but that to <c>GET /load</c>.</summary>
    public ConcurrentDictionary<string, string> Headers { get; } = new();

    /// <summary>Headers on the answer to the health probe alone.</summary>
    public ConcurrentDictionary<string, string> ProbeHeaders { get; } = new();

    /// <summary>What <c>GET /load</c> answers; null for 404.</summary>
    public string? Load { get; set; }

    /// <summary>Lets <c>GET /load</c> hang.</summary>
    public bool LoadHangs { get; set; }

    public int Running => Volatile.Read(ref _running);

    public int Most => Volatile.Read(ref _most);

    public int Asked => Volatile.Read(ref _asked);

    public static async Task<ReportingBackend> StartAsync(string? address = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address ?? "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var backend = new ReportingBackend(app);
        app.Run(backend.AnswerAsync);
        await app.StartAsync();
        return backend;
    }

    public void LetGo(int jobs) => _gate.Release(jobs);

    public async ValueTask DisposeAsync()
    {
        LetGo(10_000);
        await _app.DisposeAsync();
        _gate.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/load":
                Interlocked.Increment(ref _asked);
                await LoadAsync(context);
                return;
            case "/health":
                Say(context, ProbeHeaders);
                return;
            case "/quick":
                Say(context, Headers);
                return;
            default:
                await RunAsync(context);
                return;
        }
    }

    private async Task LoadAsync(HttpContext context)
    {
        if (LoadHangs)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        context.Response.StatusCode = Load is null ? 404 : 200;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Load ?? "{}", context.RequestAborted);
    }

    private async Task RunAsync(HttpContext context)
    {
        var running = Interlocked.Increment(ref _running);
        for (var most = Most; running > most;)
        {
            most = Interlocked.CompareExchange(ref _most, running, most);
        }

        try
        {
            await _gate.WaitAsync(context.RequestAborted);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }

        Say(context, Headers);
        await context.Response.WriteAsync("done", context.RequestAborted);
    }

    private static void Say(HttpContext context, ConcurrentDictionary<string, string> headers)
    {
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }
    }
}
