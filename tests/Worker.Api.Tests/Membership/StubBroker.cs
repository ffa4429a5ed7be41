using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Worker.Api.Tests.Membership;

/// <summary>A broker that keeps what workers say to it, and answers as the test wants.</summary>
internal sealed class StubBroker : IAsyncDisposable
{
    private WebApplication? _app;
    private int _port;

    /// <summary>Every call: "POST open", "POST draining", "DELETE 1?epoch=…".</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public ConcurrentQueue<string> Keys { get; } = new();

    /// <summary>The body of the last registration.</summary>
    public JsonElement Last { get; private set; }

    /// <summary>Jobs it says are in flight at the worker.</summary>
    public int InFlight { get; set; }

    public int Status { get; set; } = StatusCodes.Status200OK;

    public Uri Address => new($"http://127.0.0.1:{_port}/");

    public static async Task<StubBroker> StartAsync()
    {
        var broker = new StubBroker();
        await broker.ComeUpAsync();
        return broker;
    }

    /// <summary>Starts it, or starts it again on the port it had.</summary>
    public async Task ComeUpAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _port = new Uri(_app.Urls.First()).Port;
    }

    public async Task GoDownAsync()
    {
        await _app!.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
        _app = null;
    }

    public int Count(string call) => Calls.Count(one => one == call);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Keys.Enqueue(context.Request.Headers.Authorization.ToString());
        if (context.Request.Method == HttpMethods.Delete)
        {
            Calls.Enqueue($"DELETE {context.Request.Path.Value!.Split('/')[^1]}{context.Request.QueryString}");
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        Last = await context.Request.ReadFromJsonAsync<JsonElement>();
        var state = Last.GetProperty("state").GetString();
        Calls.Enqueue($"POST {state}");
        context.Response.StatusCode = Status;
        var shown = state == "open" ? "healthy" : InFlight == 0 ? "drained" : "draining";
        await context.Response.WriteAsync(Status >= 400
            ? string.Create(CultureInfo.InvariantCulture, $$"""{"type":"about:blank","title":"No","status":{{Status}},"detail":"Because."}""")
            : $$"""{"id":"1","state":"{{shown}}","inFlight":{{InFlight}}}""");
    }
}
