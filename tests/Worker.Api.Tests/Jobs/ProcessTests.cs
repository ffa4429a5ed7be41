using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Job.Contracts;
using Job.Worker.Jobs;
using Microsoft.Extensions.Logging;
using Worker.Api.Jobs;
using Worker.Api.Tests.Hosts;

namespace Worker.Api.Tests.Jobs;

public class ProcessTests
{
    private const string Json = """{"applicationId":"App1","applicationType":"Long"}""";

    [Fact]
    public async Task Process_JsonJob_IsAnsweredAsTheContractSays()
    {
        await using var worker = await WorkerServer.StartAsync(Fast());
        var (type, text) = await PostAsync(worker, Json, "application/json");
        Assert.Equal("application/json", type);
        var answer = JobAnswers.ReadJson(Encoding.UTF8.GetBytes(text))!;
        Assert.Equal(
            new JobAnswer("App1", JobType.Long, "1", "Worker 1 processed complex (Long) request for App1.", answer.DurationMs), answer);
        Assert.InRange(answer.DurationMs, 0, 30_000);
        Assert.StartsWith("""{"applicationId":"App1","applicationType":"Long","worker":"1","message":"Worker 1""", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_TextJob_IsAnsweredByTheSentenceAlone()
    {
        await using var worker = await WorkerServer.StartAsync(Fast(), index: 1);
        Assert.Equal(("text/plain", "Worker 2 processed simple (Short) request for App2."), await PostAsync(worker, "App2:short\n", "text/plain"));
    }

    [Theory]
    [InlineData(Json, "application/json", "text/plain", "text/plain")]
    [InlineData("App1:Long", "text/plain", "application/json", "application/json")]
    [InlineData("App1:Long", "text/plain", "application/json;q=0.5, text/*", "text/plain")]
    [InlineData("App1:Long", "text/plain", "image/png", "text/plain")]
    public async Task Process_Accept_ChoosesTheFormOfTheAnswer(string body, string contentType, string accept, string expected)
    {
        await using var worker = await WorkerServer.StartAsync(Fast());
        var (type, text) = await PostAsync(worker, body, contentType, accept);
        Assert.Equal(expected, type);
        Assert.Contains("Worker 1 processed complex (Long) request for App1.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "application/json", 400)]
    [InlineData("App1:Long:x", "text/plain", 400)]
    [InlineData("App1:Long", "text/html", 415)]
    public async Task Process_BadJob_IsAProblemAndRunsNothing(string body, string contentType, int status)
    {
        using var handler = new GatedHandler();
        await using var worker = await WorkerServer.StartAsync(handler: handler);
        using var content = new StringContent(body, new MediaTypeHeaderValue(contentType));
        using var answer = await worker.Client.PostAsync("/process", content, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status, (await WorkerServer.ProblemOf(answer)).Status);
        Assert.Empty(handler.Begun);
    }

    [Fact]
    public async Task Process_BodyOverTheLimit_Is413()
    {
        var options = Fast();
        options.MaxBodyBytes = 100;
        await using var worker = await WorkerServer.StartAsync(options);
        using var content = new StringContent(new string('A', 101));
        using var answer = await worker.Client.PostAsync("/process", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("at most 100 bytes", (await WorkerServer.ProblemOf(answer)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_WrongMethodOrPath_IsAProblemWithAllow()
    {
        await using var worker = await WorkerServer.StartAsync();
        using var wrongMethod = await worker.Client.GetAsync("/process", TestContext.Current.CancellationToken);
        Assert.Equal(405, (await WorkerServer.ProblemOf(wrongMethod)).Status);
        Assert.Equal(["POST"], wrongMethod.Content.Headers.Allow);
        using var wrongPath = await worker.Client.GetAsync("/jobs", TestContext.Current.CancellationToken);
        Assert.Equal(404, (await WorkerServer.ProblemOf(wrongPath)).Status);
    }

    [Fact]
    public async Task Process_Job_LogsItsMessageAsOneLineOfInformation()
    {
        await using var worker = await WorkerServer.StartAsync(Fast());
        await PostAsync(worker, "App1:Long", "text/plain");
        Assert.Contains((LogLevel.Information, "Worker 1 processed complex (Long) request for App1."), worker.Log.Lines);
    }

    [Fact]
    public async Task Process_HandlerWithAResult_PutsItIntoTheJsonAnswer()
    {
        await using var worker = await WorkerServer.StartAsync(handler: new ResultHandler());
        var (_, text) = await PostAsync(worker, """{"applicationId":"A","applicationType":"Short","payload":{"n": 1.50}}""", "application/json");
        Assert.EndsWith(",\"result\":{\"n\":1.50}}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_LatinLetterInAHeader_DoesNotMatter()
    {
        await using var worker = await WorkerServer.StartAsync(Fast());
        using var raw = new System.Net.Sockets.TcpClient("127.0.0.1", worker.Client.BaseAddress!.Port);
        var stream = raw.GetStream();
        await stream.WriteAsync(
            Encoding.Latin1.GetBytes("POST /process HTTP/1.1\r\nHost: x\r\nX-Name: \xe9\r\nContent-Type: text/plain\r\nContent-Length: 9\r\nConnection: close\r\n\r\nApp1:Long"),
            TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 200", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    internal static WorkerOptions Fast() => new() { Simulate = new SimulateOptions { Short = TimeSpan.Zero, Long = TimeSpan.Zero } };

    private static async Task<(string? Type, string Text)> PostAsync(WorkerServer worker, string body, string contentType, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/process") { Content = new StringContent(body, new MediaTypeHeaderValue(contentType)) };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await worker.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private sealed class ResultHandler : IJobHandler
    {
        public ValueTask<JsonElement?> RunAsync(JobRequest job, CancellationToken cancellationToken) => new(job.Payload);
    }
}
