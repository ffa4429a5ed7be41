using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Broker.Api.Tests;

/// <summary>A worker whose jobs end when the test says so: it notes each request it gets and holds it.</summary>
internal sealed class HeldWorker : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new();

    private HeldWorker(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>The applications of the jobs that have come, in their order.</summary>
    public ConcurrentQueue<string> Came { get; } = new();

    /// <summary>What stood in Request-Timeout of each.</summary>
    public ConcurrentDictionary<string, string> Timeouts { get; } = new();

    public int Running => _held.Count;

    public static async Task<HeldWorker> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var worker = new HeldWorker(app);
        app.MapGet("/health/ready", () => "ready");
        app.MapPost("/{**path}", worker.HoldAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return worker;
    }

    /// <summary>Lets the job of this application end.</summary>
    public void End(string application)
    {
        if (_held.TryRemove(application, out var held))
        {
            held.SetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _held.Keys)
        {
            End(application);
        }

        await _app.DisposeAsync();
    }

    private async Task HoldAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var application = context.Request.Headers["X-Application-Id"].ToString() is { Length: > 0 } named ? named : text.Split(':')[0];
        Timeouts[application] = context.Request.Headers["Request-Timeout"].ToString();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _held[application] = held;
        Came.Enqueue(application);
        try
        {
            await held.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync($"done {application}", context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            _held.TryRemove(application, out _);
        }
    }
}
