using System.Collections.Concurrent;
using System.Text.Json;
using Job.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Client.Cli.Tests.Stubs;

/// <summary>A server on a free port that answers as the contract says, or as a test tells it.</summary>
internal sealed class StubBroker : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubBroker(WebApplication app) => _app = app;

    /// <summary>Every request that came, as "POST /process body".</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public ConcurrentQueue<string?> Keys { get; } = new();

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Starts a broker whose worker 1 runs every job at once.</summary>
    public static Task<StubBroker> StartAsync() => StartAsync((context, job) => AnswerAsync(context, JobAnswer.For("1", job, TimeSpan.FromMilliseconds(5))));

    /// <summary>Starts a broker that does with each job what the test says.</summary>
    public static Task<StubBroker> StartAsync(Func<HttpContext, JobRequest, Task> process) => StartRawAsync(async (context, body) =>
    {
        var reading = JobReader.Read(JobForm.Json, body);
        Assert.NotNull(reading.Job);
        await process(context, reading.Job);
    });

    /// <summary>Starts a server that is no broker at all, if the test so wants.</summary>
    public static async Task<StubBroker> StartRawAsync(Func<HttpContext, byte[], Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var stub = new StubBroker(app);
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            stub.Requests.Enqueue($"{context.Request.Method} {context.Request.Path} {System.Text.Encoding.UTF8.GetString(body.ToArray())}".Trim());
            stub.Keys.Enqueue(context.Request.Headers.Authorization);
            await answer(context, body.ToArray());
        });
        await app.StartAsync();
        return stub;
    }

    public static async Task AnswerAsync(HttpContext context, JobAnswer answer)
    {
        context.Response.ContentType = JobMediaTypes.Json;
        var body = new System.Buffers.ArrayBufferWriter<byte>();
        JobAnswers.WriteJson(body, answer);
        await context.Response.Body.WriteAsync(body.WrittenMemory);
    }

    public static async Task RefuseAsync(HttpContext context, JobProblem problem)
    {
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = JobMediaTypes.Problem;
        await context.Response.Body.WriteAsync(JobProblems.ToJson(problem));
    }

    public static async Task JsonAsync<T>(HttpContext context, T value)
    {
        context.Response.ContentType = JobMediaTypes.Json;
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web));
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync(); // jobs that a test left hanging are not waited for
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }
}
