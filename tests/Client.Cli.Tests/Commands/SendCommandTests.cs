using System.Text.Json;
using Client.Cli.Tests.Stubs;
using Job.Contracts;
using Sockets;

namespace Client.Cli.Tests.Commands;

public sealed class SendCommandTests
{
    private static readonly int[] Result = [1, 2];

    [Fact]
    public async Task Send_TwoJobs_PrintsTheAnswersInTheOrderGiven()
    {
        await using var broker = await StubBroker.StartAsync();

        var run = await LbRun.OfAsync("send", "App1:Long", "App2:short", "--broker", broker.Address);

        Assert.Equal(
            ["Client received: Worker 1 processed complex (Long) request for App1.", "Client received: Worker 1 processed simple (Short) request for App2."],
            run.OutputLines);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            ["""POST /process {"applicationId":"App1","applicationType":"Long"}""", """POST /process {"applicationId":"App2","applicationType":"Short"}"""],
            broker.Requests);
    }

    [Fact]
    public async Task Send_BrokerByEnvironment_SendsThere()
    {
        await using var broker = await StubBroker.StartAsync();
        var run = new LbRun { Environment = { ["LB_BROKER"] = broker.Address } };

        await run.RunAsync("send", "App1:Long");

        Assert.Equal((0, 1), (run.ExitCode, broker.Requests.Count));
    }

    [Fact]
    public async Task Send_BrokerBehindAPath_KeepsThePath()
    {
        await using var broker = await StubBroker.StartAsync();

        await LbRun.OfAsync("send", "App1:Long", "--broker", broker.Address + "/pool");

        Assert.StartsWith("POST /pool/process ", Assert.Single(broker.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_LaterJobsAnsweredFirst_PrintsInTheOrderGiven()
    {
        // The first job is held until the other three have been answered.
        var others = new CountdownEvent(3);
        await using var broker = await StubBroker.StartAsync(async (context, job) =>
        {
            if (job.ApplicationId == "App0")
            {
                await Task.Run(() => Assert.True(others.Wait(Until.Bound)), context.RequestAborted);
            }

            await StubBroker.AnswerAsync(context, JobAnswer.For("1", job, TimeSpan.Zero));
            if (job.ApplicationId != "App0")
            {
                others.Signal();
            }
        });

        var run = await LbRun.OfAsync("send", "App0:Short", "App1:Short", "App2:Short", "App3:Short", "--concurrency", "4", "--broker", broker.Address);

        Assert.Equal(Enumerable.Range(0, 4).Select(i => $"Client received: Worker 1 processed simple (Short) request for App{i}."), run.OutputLines);
    }

    [Fact]
    public async Task Send_HeadOfTheLineDone_IsPrintedBeforeTheNextIsAnswered()
    {
        var second = new TaskCompletionSource();
        await using var broker = await StubBroker.StartAsync(async (context, job) =>
        {
            if (job.ApplicationId == "App2")
            {
                await second.Task.Within();
            }

            await StubBroker.AnswerAsync(context, JobAnswer.For("1", job, TimeSpan.Zero));
        });
        var run = new LbRun();

        var running = run.RunAsync("send", "App1:Long", "App2:Long", "--broker", broker.Address);
        await Until.TrueAsync(() => run.OutputLines.Length == 1);
        second.SetResult();
        await running;

        Assert.Equal(2, run.OutputLines.Length);
    }

    [Fact]
    public async Task Send_Concurrency_IsNeverExceededAndIsReached()
    {
        var (now, most) = (0, 0);
        var full = new TaskCompletionSource();
        await using var broker = await StubBroker.StartAsync(async (context, job) =>
        {
            var here = Interlocked.Increment(ref now);
            InterlockedMax(ref most, here);
            if (here == 3)
            {
                full.TrySetResult();
            }

            await full.Task.Within(); // nobody goes on before three have been here at once
            Interlocked.Decrement(ref now);
            await StubBroker.AnswerAsync(context, JobAnswer.For("1", job, TimeSpan.Zero));
        });

        var run = await LbRun.OfAsync("send", "App1:Short", "--repeat", "50", "--concurrency", "3", "--broker", broker.Address);

        Assert.Equal((0, 3, 50), (run.ExitCode, most, run.OutputLines.Length));
    }

    [Fact]
    public async Task Send_Repeat_SendsTheWholeListAgain()
    {
        await using var broker = await StubBroker.StartAsync();

        var run = await LbRun.OfAsync("send", "A:Long", "B:Short", "--repeat", "2", "--broker", broker.Address);

        Assert.Equal(["A", "B", "A", "B"], run.OutputLines.Select(line => line[^2..^1]));
    }

    [Fact]
    public async Task Send_OneJobRefused_TheOthersGoOnAndOneLineNamesIt()
    {
        await using var broker = await StubBroker.StartAsync((context, job) => job.ApplicationId == "App2"
            ? StubBroker.RefuseAsync(context, new JobProblem(Title: "Service Unavailable", Status: 503, Detail: "All workers are down.", Errors: new Dictionary<string, string[]> { ["a"] = ["One.", "Two."] }))
            : StubBroker.AnswerAsync(context, JobAnswer.For("1", job, TimeSpan.Zero)));

        var run = await LbRun.OfAsync("send", "App1:Long", "App2:Long", "App3:Long", "--broker", broker.Address);

        Assert.Equal((1, 2), (run.ExitCode, run.OutputLines.Length));
        Assert.Equal(["lb send: job 2, App2:Long, failed: 503 Service Unavailable: All workers are down. One. Two."], run.ErrorLines);
    }

    [Fact]
    public async Task Send_AnswerOfAnotherServer_SaysThatItIsNoBroker()
    {
        await using var broker = await StubBroker.StartRawAsync(async (context, _) =>
        {
            context.Response.StatusCode = 404;
            context.Response.ContentType = "text/html";
            await context.Response.Body.WriteAsync("<html>"u8.ToArray());
        });

        var run = await LbRun.OfAsync("send", "App1:Long", "--broker", broker.Address);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal([$"lb send: job 1, App1:Long, failed: 404 Not Found, an answer that is not a broker's; what listens at {broker.Address}?"], run.ErrorLines);
    }

    [Fact]
    public async Task Send_ConnectionCutInMidAnswer_FailsThatJobOnly()
    {
        await using var broker = await StubBroker.StartAsync((context, job) =>
        {
            if (job.ApplicationId == "App1")
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return StubBroker.AnswerAsync(context, JobAnswer.For("1", job, TimeSpan.Zero));
        });

        var run = await LbRun.OfAsync("send", "App1:Long", "App2:Long", "--broker", broker.Address);

        Assert.Equal((1, 1), (run.ExitCode, run.OutputLines.Length));
        Assert.StartsWith("lb send: job 1, App1:Long, failed: the connection broke", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NoBroker_IsOneLineWithAddressAndCure()
    {
        using var gone = new RefusingPort();

        var run = await LbRun.OfAsync("send", "App1:Long", "--repeat", "1000", "--concurrency", "4", "--broker", gone.Address);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        var line = Assert.Single(run.ErrorLines);
        Assert.StartsWith($"lb send: No broker can be reached at {gone.Address} (", line, StringComparison.Ordinal);
        Assert.EndsWith("Start one with 'lb up', or name another by --broker URL or LB_BROKER.", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NoAnswerWithinTheTimeout_FailsThatJobOnly()
    {
        await using var broker = await StubBroker.StartAsync((context, job) => job.ApplicationId == "App1"
            ? Task.Delay(Timeout.Infinite, context.RequestAborted)
            : StubBroker.AnswerAsync(context, JobAnswer.For("1", job, TimeSpan.Zero)));

        // The second job has the same limit: generous, for a slow machine.
        var run = await LbRun.OfAsync("send", "App1:Long", "App2:Long", "--timeout", "5", "--broker", broker.Address);

        Assert.Equal((1, 1), (run.ExitCode, run.OutputLines.Length));
        Assert.Equal(["lb send: job 1, App1:Long, failed: no answer within 5 s (--timeout)"], run.ErrorLines);
    }

    [Fact]
    public async Task Send_Interrupted_SaysHowManyWereDone()
    {
        var reached = new TaskCompletionSource();
        await using var broker = await StubBroker.StartAsync((context, job) =>
        {
            if (job.ApplicationId != "App3")
            {
                return StubBroker.AnswerAsync(context, JobAnswer.For("1", job, TimeSpan.Zero));
            }

            reached.SetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var ctrlC = new CancellationTokenSource();
        var run = new LbRun();

        var running = run.RunUntilAsync(ctrlC.Token, "send", "App1:Long", "App2:Long", "App3:Long", "App4:Long", "--broker", broker.Address);
        await reached.Task.Within();
        await ctrlC.CancelAsync();
        await running.Within();

        Assert.Equal((130, 2), (run.ExitCode, run.OutputLines.Length));
        Assert.Equal(["lb send: interrupted; 2 of 4 jobs were done, 1 broken off on the way."], run.ErrorLines);
        Assert.Equal(3, broker.Requests.Count);
    }

    [Fact]
    public async Task Send_Json_OneObjectALineForGoodAndBad()
    {
        await using var broker = await StubBroker.StartAsync((context, job) => job.ApplicationId == "App2"
            ? StubBroker.RefuseAsync(context, new JobProblem(Title: "Too Many Requests", Status: 429, Detail: "Slower."))
            : StubBroker.AnswerAsync(context, JobAnswer.For("3", job, TimeSpan.FromMilliseconds(200.4), JsonSerializer.SerializeToElement(Result))));

        var run = await LbRun.OfAsync("send", "App1:Long", "App2:Short", "--json", "--broker", broker.Address);

        var lines = run.OutputLines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(2, lines.Length);
        Assert.Equal(("3", 200.4, 2), (lines[0].GetProperty("worker").GetString(), lines[0].GetProperty("durationMs").GetDouble(), lines[0].GetProperty("result").GetArrayLength()));
        Assert.Equal("App2", lines[1].GetProperty("applicationId").GetString());
        Assert.Equal(("Slower.", 429), (lines[1].GetProperty("problem").GetProperty("detail").GetString(), lines[1].GetProperty("problem").GetProperty("status").GetInt32()));
        Assert.Equal(1, run.ExitCode);
        Assert.Single(run.ErrorLines);
    }

    [Fact]
    public async Task Send_AnswerWithControlCharacters_StaysOneHarmlessLine()
    {
        await using var broker = await StubBroker.StartAsync((context, job) =>
            StubBroker.AnswerAsync(context, new JobAnswer(job.ApplicationId, job.ApplicationType, "1", "Red \u001b[31m and\nmore", 1)));

        var run = await LbRun.OfAsync("send", "App1:Long", "--broker", broker.Address);

        Assert.Equal([@"Client received: Red \u001b[31m and\nmore"], run.OutputLines);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
