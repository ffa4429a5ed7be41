using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Balancing.Yarp.Tests.Health;

/// <summary>A real server that answers requests and probes as well, or as badly, as it is told to.</summary>
internal sealed class SickBackend : IAsyncDisposable
{
    /// <summary>As a status: no answer at all.</summary>
    public const int Hangs = 0;

    private readonly WebApplication _app;
    private readonly SemaphoreSlim _gate = new(0);
    private int _received;
    private int _probed;

    private SickBackend(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public int Status { get; set; } = 200;

    public int ProbeStatus { get; set; } = 200;

    /// <summary>Whether answers wait until they are let go.</summary>
    public bool IsHeld { get; set; }

    /// <summary>How long a good answer takes: somewhat, that a bad one is the sooner.</summary>
    public TimeSpan Takes { get; set; }

    public int Received => Volatile.Read(ref _received);

    public int Probed => Volatile.Read(ref _probed);

    public static async Task<SickBackend> StartAsync(string? address = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address ?? "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var backend = new SickBackend(app);
        app.Run(context => context.Request.Path.Value switch
        {
            "/health" => backend.AnswerProbeAsync(context),
            "/" => backend.AnswerAsync(context),
            "/impossible" => Task.Run(() => context.Response.StatusCode = 500),
            _ => context.Response.WriteAsync("nothing"), // a policy may ask for the load
        });
        await app.StartAsync();
        return backend;
    }

    public void LetGo(int answers) => _gate.Release(answers);

    public async ValueTask DisposeAsync()
    {
        LetGo(1000);
        await _app.DisposeAsync();
        _gate.Dispose();
    }

    private async Task AnswerProbeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _probed);
        if (ProbeStatus == Hangs)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        context.Response.StatusCode = ProbeStatus;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _received);
        if (IsHeld)
        {
            await _gate.WaitAsync(context.RequestAborted);
        }

        if (Status == 200 && Takes > TimeSpan.Zero)
        {
            await Task.Delay(Takes, context.RequestAborted);
        }

        context.Response.StatusCode = Status;
    }
}
