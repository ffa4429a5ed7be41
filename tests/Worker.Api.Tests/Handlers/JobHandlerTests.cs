using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Job.Contracts;
using Job.Worker;
using Job.Worker.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Worker.Api.Tests.Handlers;

/// <summary><c>AddJobHandler</c> and <c>MapJobs</c> in an application of somebody's own.</summary>
public sealed class JobHandlerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_IsDoneByTheHandler()
    {
        await using var host = await HandlerHost.StartAsync(services => services.AddJobHandler<Echo>(options => options.Id = "net"), ("Worker:Slots", "3"));

        using var answer = await host.SendAsync("App1:Short", "application/json");

        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal("Worker net processed simple (Short) request for App1.", json.RootElement.GetProperty("message").GetString());
        Assert.Equal("App1", json.RootElement.GetProperty("result").GetProperty("echo").GetString());
        Assert.Contains("\"slots\":3", answer.Headers.GetValues("endpoint-load-metrics").Single(), StringComparison.Ordinal);
        Assert.Contains("\"slots\":3", await host.Client.GetStringAsync("/load", Token), StringComparison.Ordinal);
        Assert.Equal("own", await host.Client.GetStringAsync("/own", Token));
    }

    [Fact]
    public async Task Job_ThatFails_IsAProblemInTheHandlersWords()
    {
        await using var host = await HandlerHost.StartAsync(services => services.AddJobHandler<Fails>());

        using var answer = await host.SendAsync("App1:Short");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("No such report.", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_ThatFails_SaysSoInItsSpan()
    {
        const string Trace = "5af7651916cd43dd8448eb211c80319c";
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is JobTracing.Name or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.TraceId.ToHexString() == Trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await HandlerHost.StartAsync(services => services.AddJobHandler<Fails>(options => options.Id = "net"));
        host.Client.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");

        using var answer = await host.SendAsync("App1:Short");

        var run = Assert.Single(ended, span => span.OperationName == "run");
        Assert.Equal((ActivityStatusCode.Error, typeof(JobFailedException).FullName, "net"), (run.Status, run.GetTagItem("error.type"), run.GetTagItem("balancing.worker")));
    }

    [Fact]
    public async Task Body_ThatIsNoJob_IsRefusedBeforeTheHandler()
    {
        await using var host = await HandlerHost.StartAsync(services => services.AddJobHandler<Fails>());

        using var answer = await host.SendAsync("App1:Middle");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("it must be Long or Short", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_BeyondTheSlots_WaitAndBeyondTheQueueAreRefused()
    {
        var gate = new Gate();
        await using var host = await HandlerHost.StartAsync(
            services => services.AddSingleton(gate).AddJobHandler<Held>(options => (options.Slots, options.MaxQueue) = (1, 1)));
        var first = host.SendAsync("App1:Long");
        await UntilLoadAsync(host, "\"inFlight\":1,\"queued\":0");
        var second = host.SendAsync("App1:Long");
        await UntilLoadAsync(host, "\"inFlight\":1,\"queued\":1");

        using var third = await host.SendAsync("App1:Long");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, third.StatusCode);
        Assert.True(third.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        gate.Open.SetResult();
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], (await Task.WhenAll(first, second)).Select(answer => answer.StatusCode));
    }

    [Fact]
    public async Task Client_ThatLeaves_CancelsTheHandlerAndFreesTheSlot()
    {
        var gate = new Gate();
        await using var host = await HandlerHost.StartAsync(services => services.AddSingleton(gate).AddJobHandler<Held>());
        using var leaving = new CancellationTokenSource();
        var sending = host.SendAsync("App1:Long", leave: leaving.Token);
        await UntilLoadAsync(host, "\"inFlight\":1,");

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        await gate.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await UntilLoadAsync(host, "\"inFlight\":0,");
    }

    [Fact]
    public async Task Stop_WhileAJobRuns_WaitsForIt()
    {
        var gate = new Gate();
        await using var host = await HandlerHost.StartAsync(services => services.AddSingleton(gate).AddJobHandler<Held>());
        var sending = host.SendAsync("App1:Long");
        await UntilLoadAsync(host, "\"inFlight\":1,");

        var stopping = host.StopAsync();
        var end = Environment.TickCount64 + 30_000;
        while ((await host.Client.GetAsync("/health/ready", Token)).StatusCode != HttpStatusCode.ServiceUnavailable)
        {
            Assert.True(Environment.TickCount64 < end, "It is still ready after 30 s.");
            await Task.Delay(10, Token);
        }

        using var late = await host.SendAsync("App1:Short"); // it listens on, and says no
        Assert.Equal(HttpStatusCode.ServiceUnavailable, late.StatusCode);
        Assert.False(stopping.IsCompleted);
        gate.Open.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await sending).StatusCode);
        await stopping;
    }

    [Fact]
    public async Task Settings_OutOfRange_StopTheStartWithAllOfThem()
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(
            () => HandlerHost.StartAsync(services => services.AddJobHandler<Echo>(), ("Worker:Slots", "0"), ("Worker:MaxQueue", "-1"), ("Worker:Id", "")));

        Assert.All(["Slots", "MaxQueue", "Id"], name => Assert.Contains(name, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task MapJobs_WithoutAHandler_SaysWhatIsMissing()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => HandlerHost.StartAsync(_ => { }));

        Assert.Contains("AddJobHandler<T>()", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddJobHandler_Twice_IsRefused()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => HandlerHost.StartAsync(services => services.AddJobHandler<Echo>().AddJobHandler<Fails>()));

        Assert.Contains("A handler was added already", fault.Message, StringComparison.Ordinal);
    }

    private static async Task UntilLoadAsync(HandlerHost host, string part)
    {
        var end = Environment.TickCount64 + 30_000;
        for (var load = ""; !load.Contains(part, StringComparison.Ordinal);)
        {
            Assert.True(Environment.TickCount64 < end, $"Not within 30 s: {part}; last seen {load}");
            await Task.Delay(10, Token);
            load = await host.Client.GetStringAsync("/load", Token);
        }
    }

    private sealed class Gate
    {
        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Echo : IJobHandler
    {
        public ValueTask<JsonElement?> RunAsync(JobRequest job, CancellationToken cancellationToken) => new(JsonSerializer.SerializeToElement(new { echo = job.ApplicationId }));
    }

    private sealed class Fails : IJobHandler
    {
        public ValueTask<JsonElement?> RunAsync(JobRequest job, CancellationToken cancellationToken) => throw new JobFailedException(422, "No such report.");
    }

    private sealed class Held(Gate gate) : IJobHandler
    {
        public async ValueTask<JsonElement?> RunAsync(JobRequest job, CancellationToken cancellationToken)
        {
            try
            {
                await gate.Open.Task.WaitAsync(cancellationToken);
                return null;
            }
            catch (OperationCanceledException)
            {
                gate.Cancelled.TrySetResult();
                throw;
            }
        }
    }
}
