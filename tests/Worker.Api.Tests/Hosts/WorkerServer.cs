using System.Net.Http.Json;
using Job.Contracts;
using Job.Worker.Jobs;
using Job.Worker.Slots;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Worker.Api.Jobs;

namespace Worker.Api.Tests.Hosts;

/// <summary>One worker server as the program runs it, on a real port of the system's choice.</summary>
internal sealed class WorkerServer : IAsyncDisposable
{
    private WorkerServer(WebApplication app, KeptLog log)
    {
        App = app;
        Log = log;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public WebApplication App { get; }

    public KeptLog Log { get; }

    public HttpClient Client { get; }

    public static async Task<WorkerServer> StartAsync(WorkerOptions? options = null, int index = 0, IJobHandler? handler = null)
    {
        options ??= new WorkerOptions();
        options.FirstPort = 0;
        options.BindAddress = "127.0.0.1";
        options.DrainTimeout = TimeSpan.FromSeconds(30); // a test that failed must not hold the others up for minutes
        var log = new KeptLog();
        var app = WorkerHost.Build(options, index, configure: builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log);
            if (handler is not null)
            {
                builder.Services.AddSingleton(handler);
            }
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new WorkerServer(app, log);
    }

    /// <summary>Sends a job of the given id as a client that may leave before the handler lets it go.</summary>
    public Task<HttpResponseMessage> SendAsync(string id, CancellationTokenSource? leaving = null, string type = "Long", string? timeout = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/process") { Content = new StringContent($"{id}:{type}") };
        if (timeout is not null)
        {
            request.Headers.TryAddWithoutValidation("Request-Timeout", timeout);
        }

        return Client.SendAsync(request, leaving?.Token ?? TestContext.Current.CancellationToken);
    }

    public async Task<LoadAnswer> LoadAsync()
        => (await Client.GetFromJsonAsync<LoadAnswer>("/load", TestContext.Current.CancellationToken))!;

    /// <summary>Waits until so many jobs run and wait.</summary>
    public async Task UntilLoadAsync(int inFlight, int queued)
    {
        var seen = await LoadAsync();
        var end = Environment.TickCount64 + 30_000;
        while ((seen.InFlight, seen.Queued) != (inFlight, queued))
        {
            Assert.True(Environment.TickCount64 < end, $"Not within 30 s: {inFlight} in flight and {queued} queued; last seen {seen}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
            seen = await LoadAsync();
        }
    }

    public static async Task<JobProblem> ProblemOf(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JobProblems.ReadJson(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }
}
