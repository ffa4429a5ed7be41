using System.Net;
using Job.Hosting.Tests.Hosts;
using Job.Http.Drain;
using Job.Http.Health;
using Job.Http.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Job.Hosting.Tests.Drain;

public sealed class DrainTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly TaskCompletionSource _finishJob = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Stop_JobInside_IsAnsweredWithCloseBeforeTheServerEnds()
    {
        await using var host = await StartAsync();
        var job = await BeginJobAsync(host);

        var stop = host.App.StopAsync(Cancel);
        await Wait.UntilAsync(() => State(host).IsDraining, "the drain");
        Assert.False(stop.IsCompleted);
        _finishJob.SetResult();

        var answer = await job;
        Assert.Equal("done", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.True(answer.Headers.ConnectionClose);
        await stop.WaitAsync(Wait.Bound, Cancel);
        Assert.Equal(0, State(host).InFlight);
        Assert.Equal(
            ["Draining: 1 in flight will be finished, new requests are refused.", "Drained: every accepted request was answered."],
            DrainLines(host));
    }

    [Fact]
    public async Task Draining_NewRequest_Gets503WithRetryAfterAndClose()
    {
        await using var host = await StartAsync();
        await BeginJobAsync(host);
        _ = host.App.StopAsync(Cancel);
        await Wait.UntilAsync(() => State(host).IsDraining, "the drain");

        var answer = await host.Client.GetAsync("/quick", Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.ToString());
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.True(answer.Headers.ConnectionClose);
        _finishJob.SetResult();
    }

    [Fact]
    public async Task Draining_Health_StillAnswersLiveAndNotReady()
    {
        await using var host = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/ready", Cancel)).StatusCode);
        await BeginJobAsync(host);
        _ = host.App.StopAsync(Cancel);
        await Wait.UntilAsync(() => State(host).IsDraining, "the drain");

        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/live", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Client.GetAsync("/health/ready", Cancel)).StatusCode);
        _finishJob.SetResult();
    }

    [Fact]
    public async Task Stop_AnswerStillStreaming_WaitsForItsLastByte()
    {
        await using var host = await StartAsync();
        using var answer = await host.Client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(1, State(host).InFlight);

        var stop = host.App.StopAsync(Cancel);
        await Wait.UntilAsync(() => State(host).IsDraining, "the drain");
        Assert.False(stop.IsCompleted);
        _finishJob.SetResult();

        Assert.Equal("beginning end", await answer.Content.ReadAsStringAsync(Cancel));
        await stop.WaitAsync(Wait.Bound, Cancel);
    }

    [Fact]
    public async Task Stop_JobLongerThanTheTimeout_IsCutOffAndSaid()
    {
        await using var host = await StartAsync();
        var job = await BeginJobAsync(host);
        using var impatient = new CancellationTokenSource();

        var stop = host.App.StopAsync(impatient.Token);
        await Wait.UntilAsync(() => host.Log.Lines.Any(line => line.Message.StartsWith("Draining: 1 ", StringComparison.Ordinal)), "the drain's line");
        await Wait.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMinutes(1)); // in a loop: the timer may not be set yet when the line is read
                return host.Log.Lines.Any(line => line.Message == "The drain ended after 00:01:00 with 1 requests unfinished; they were cut off.");
            },
            "the line of the end");
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => job);
        await stop.ContinueWith(_ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default).WaitAsync(Wait.Bound, Cancel);
    }

    [Fact]
    public async Task Stop_NothingInside_EndsAtOnceWithoutALine()
    {
        await using var host = await StartAsync();

        await host.App.StopAsync(Cancel).WaitAsync(Wait.Bound, Cancel);

        Assert.Empty(DrainLines(host));
    }

    [Fact]
    public async Task InFlight_AfterAStormOfDisconnects_IsZero()
    {
        await using var host = await StartAsync();
        var sockets = new List<RawSocket>();
        for (var i = 0; i < 50; i++)
        {
            sockets.Add(await RawSocket.ConnectAsync(host.Port));
            await sockets[i].SendAsync("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
        }

        await Wait.UntilAsync(() => State(host).InFlight == 50, "50 requests inside");
        sockets.ForEach(socket => socket.Reset());

        await Wait.UntilAsync(() => State(host).InFlight == 0, "none inside");
    }

    [Fact]
    public async Task AddDrain_Timeout_LeavesTheHostMoreTimeThanTheDrain()
    {
        await using var host = await StartAsync();

        Assert.Equal(TimeSpan.FromSeconds(65), host.App.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    private static IEnumerable<string> DrainLines(TestHost host)
        => host.Log.Lines.Where(line => line.Category.EndsWith("DrainService", StringComparison.Ordinal)).Select(line => line.Message);

    private static DrainState State(TestHost host) => host.App.Services.GetRequiredService<DrainState>();

    private static async Task<Task<HttpResponseMessage>> BeginJobAsync(TestHost host)
    {
        var job = host.Client.GetAsync("/job", Cancel);
        await Wait.UntilAsync(() => State(host).InFlight == 1, "the job inside");
        return job;
    }

    private Task<TestHost> StartAsync() => TestHost.StartAsync(
        app =>
        {
            app.UseProblems();
            app.UseDrain();
            app.UseRouting();
            app.MapHealth(_ => null);
            app.MapGet("/quick", () => "quick");
            app.MapGet("/wait", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted));
            app.MapGet("/job", async (HttpContext context) =>
            {
                await _finishJob.Task.WaitAsync(context.RequestAborted);
                return "done";
            });
            app.MapGet("/stream", async (HttpContext context) =>
            {
                await context.Response.WriteAsync("beginning ", Cancel);
                await context.Response.Body.FlushAsync(Cancel);
                await _finishJob.Task;
                await context.Response.WriteAsync("end", Cancel);
            });
        },
        builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_time);
            builder.Services.AddDrain(TimeSpan.FromMinutes(1));
        });
}
