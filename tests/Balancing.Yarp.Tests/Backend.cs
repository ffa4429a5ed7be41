using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Balancing.Yarp.Tests;

/// <summary>A real server on a free port that answers with its own name, at once or when it is told to.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _received;

    private Backend(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public int Received => Volatile.Read(ref _received);

    public static async Task<Backend> StartAsync(string name, bool held = false, bool webSockets = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var backend = new Backend(app);
        if (!held)
        {
            backend.Open();
        }

        if (webSockets)
        {
            app.UseWebSockets();
        }

        app.Run(context => backend.AnswerAsync(context, name));
        await app.StartAsync();
        return backend;
    }

    public void Open() => _gate.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Open();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context, string name)
    {
        Interlocked.Increment(ref _received);
        if (context.WebSockets.IsWebSocketRequest)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await _gate.Task;
            await socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            return;
        }

        if (context.Request.Path == "/stream")
        {
            // The first bytes go at once, the last when the gate opens: the answer has started, but not ended.
            await context.Response.WriteAsync("first ", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        await _gate.Task.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync(name, context.RequestAborted);
    }
}
