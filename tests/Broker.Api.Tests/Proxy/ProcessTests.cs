using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Job.Contracts;

namespace Broker.Api.Tests.Proxy;

/// <summary>A job's way through a real broker to real workers.</summary>
public sealed class ProcessTests : IAsyncLifetime
{
    private TestCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _cluster = new TestCluster();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Process_Text_AnswersTheContractsLineInRotation()
    {
        string[] jobs = ["App1:Long", "App2:Short", "App3:Long", "App4:Short"];
        List<string> answers = [];
        foreach (var job in jobs.Concat(jobs))
        {
            using var answer = await SendAsync(job, "text/plain");
            answers.Add(await answer.Content.ReadAsStringAsync(Token));
        }

        Assert.Equal(
        [
            "Worker 1 processed complex (Long) request for App1.",
            "Worker 2 processed simple (Short) request for App2.",
            "Worker 3 processed complex (Long) request for App3.",
            "Worker 1 processed simple (Short) request for App4.",
            "Worker 2 processed complex (Long) request for App1.",
            "Worker 3 processed simple (Short) request for App2.",
            "Worker 1 processed complex (Long) request for App3.",
            "Worker 2 processed simple (Short) request for App4.",
        ], answers);
    }

    [Fact]
    public async Task Process_Json_AnswersJsonWithWorkerAndTiming()
    {
        using var answer = await SendAsync("""{"applicationId":"App1","applicationType":"long"}""", "application/json");

        var job = JobAnswers.ReadJson(await answer.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(("App1", JobType.Long, "1"), (job!.ApplicationId, job.ApplicationType, job.Worker));
        Assert.Equal("1", answer.Headers.GetValues("X-Worker").Single());
        Assert.Matches(@"^queue;dur=[0-9.]+, worker;dur=[0-9.]+$", answer.Headers.GetValues("Server-Timing").Single());
    }

    [Fact]
    public async Task Process_AcceptAsksForTheOtherForm_GetsIt()
    {
        using var answer = await SendAsync("App1:Short", "text/plain", accept: "application/json");

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("text/plain", "App1:Long:x", 400)]
    [InlineData("text/plain", ":Long", 400)]
    [InlineData("text/plain", "App1:Medium", 400)]
    [InlineData("text/plain", "", 400)]
    [InlineData("text/plain", "App1:Long\nApp2:Short", 400)]
    [InlineData("text/plain; charset=utf-16", "App1:Long", 415)]
    [InlineData("application/xml", "<job/>", 415)]
    [InlineData("application/json", """{"applicationId":"a","applicationId":"b","applicationType":"Long"}""", 400)]
    [InlineData("application/json", """{"applicationId":7,"applicationType":["Long"]}""", 400)]
    [InlineData("application/json", """{"applicationId":"a","applicationType":"Long",}""", 400)]
    [InlineData("application/json", "[[[[[[[[[[[[]]]]]]]]]]]]", 400)]
    public async Task Process_NotAJob_IsAProblemAndReachesNoWorker(string type, string body, int status)
    {
        using var answer = await SendAsync(body, type);

        var problem = JobProblems.ReadJson(await answer.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal((status, status), ((int)answer.StatusCode, problem!.Status));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(problem.Detail!);
        Assert.False(answer.Headers.Contains("X-Worker"));
        Assert.Equal(0, (await WorkersAsync()).Sum(worker => worker.GetProperty("assigned").GetInt64()));
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "^0af7651916cd43dd8448eb211c80319c$")]
    [InlineData("not-a-traceparent", "^[0-9A-Z]+:[0-9A-Z]+$")] // the server's own name of the request: no trace is begun for it
    public async Task Process_NotAJob_NamesTheClientsTrace(string traceparent, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/process") { Content = new StringContent("nonsense") };
        request.Headers.Add("traceparent", traceparent);

        using var answer = await _cluster.Client.SendAsync(request, Token);

        Assert.Matches(expected, JobProblems.ReadJson(await answer.Content.ReadAsByteArrayAsync(Token))!.TraceId);
    }

    [Fact]
    public async Task Process_SeveralFaults_AreAllSaidAtOnce()
    {
        using var answer = await SendAsync("""{"applicationId":7,"applicationType":"Medium"}""", "application/json");

        var problem = JobProblems.ReadJson(await answer.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(["applicationId", "applicationType"], problem!.Errors!.Keys.Order());
    }

    [Fact]
    public async Task Process_LargerThanAllowed_Is413()
    {
        using var answer = await SendAsync(
            $$"""{"applicationId":"a","applicationType":"Long","payload":"{{new string('x', 1 << 20)}}"}""", "application/json");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Process_WrongMethod_Is405WithAllow()
    {
        using var answer = await _cluster.Client.GetAsync("/process", Token);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Process_OneOfThreeDead_NoClientNotices()
    {
        await _cluster.StopWorkerAsync(2);

        for (var job = 0; job < 30; job++)
        {
            using var answer = await SendAsync($"App{job}:Short", "text/plain");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.NotEqual("2", answer.Headers.GetValues("X-Worker").Single());
        }

        await Eventually.HoldsAsync(
            async () => (await WorkersAsync())[1].GetProperty("state").GetString() == "unhealthy", "worker 2 is shown as unhealthy");
    }

    private async Task<HttpResponseMessage> SendAsync(string body, string type, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/process") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        return await _cluster.Client.SendAsync(request, Token);
    }

    private async Task<JsonElement[]> WorkersAsync()
    {
        var workers = JsonDocument.Parse(await _cluster.Client.GetStringAsync("/admin/workers", Token));
        return [.. workers.RootElement.EnumerateArray()];
    }
}
