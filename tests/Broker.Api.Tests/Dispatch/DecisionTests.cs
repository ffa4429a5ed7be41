using System.Net;
using System.Text;
using System.Text.Json;

namespace Broker.Api.Tests.Dispatch;

/// <summary>What the broker says of where jobs went, and why.</summary>
public sealed class DecisionTests : IAsyncLifetime
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
    public async Task Decisions_AfterSomeJobs_SayWhereEachWentAndWhy()
    {
        await SendAsync("App1:Long", "App2:Short");

        var decisions = await DecisionsAsync("");

        var last = decisions[0];
        Assert.Equal(
            ("App2", "Short", "Short", "2", "round-robin", "workers", "process", 1),
            (Text(last, "applicationId"), Text(last, "label"), Text(last, "type"), Text(last, "worker"), Text(last, "policy"), Text(last, "cluster"), Text(last, "route"), last.GetProperty("try").GetInt32()));
        Assert.Matches("^Went at once to worker 2: round-robin among [23] with a free slot of 3 open\\.$", Text(last, "why"));
        Assert.Contains("2", last.GetProperty("candidates").EnumerateArray().Select(candidate => candidate.GetProperty("worker").GetString()));
        await Eventually.HoldsAsync(
            async () => (await DecisionsAsync(""))[0].GetProperty("succeeded").ValueKind == JsonValueKind.True, "the job is told to have ended");
        var ended = (await DecisionsAsync(""))[0];
        Assert.True(ended.GetProperty("actualMs").GetDouble() > 0 && ended.GetProperty("expectedMs").GetDouble() > 0, ended.ToString());
    }

    [Fact]
    public async Task Decisions_OfOneApplication_AreItsOnly()
    {
        await SendAsync("App1:Long", "App2:Short", "App1:Short");

        Assert.Equal(["Short", "Long"], (await DecisionsAsync("?applicationId=App1")).Select(decision => Text(decision, "type")));
        Assert.Equal("App1", Text(Assert.Single(await DecisionsAsync("?last=1")), "applicationId"));
        Assert.Empty(await DecisionsAsync("?applicationId=nobody"));
    }

    [Fact]
    public async Task Decisions_OfATrace_AreOfTheJobThatBroughtIt()
    {
        await SendAsync("App1:Long");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/process") { Content = new StringContent("App1:Short", Encoding.UTF8, "text/plain") };
        request.Headers.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        using var answer = await _cluster.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        var decision = Assert.Single(await DecisionsAsync("?traceId=4BF92F3577b34da6a3ce929d0e0e4736"));

        Assert.Equal(("App1", "Short", "4bf92f3577b34da6a3ce929d0e0e4736"), (Text(decision, "applicationId"), Text(decision, "type"), Text(decision, "traceId")));
        Assert.Null(Text((await DecisionsAsync("?applicationId=App1"))[1], "traceId"));
        Assert.Empty(await DecisionsAsync("?traceId=00000000000000000000000000000001"));
    }

    [Theory]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e473")] // a digit is missing
    [InlineData("4bf92f3577b34da6a3ce929d0e0e473g")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    public async Task Decisions_BadTrace_Is400(string trace)
    {
        using var answer = await _cluster.Client.GetAsync($"/admin/decisions?traceId={trace}", Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("it must be 32 hexadecimal digits", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-and-twenty-thousand-characters-more")]
    public async Task Decisions_OfATraceParentThatIsNone_HaveNoTrace(string traceParent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/process") { Content = new StringContent("App1:Short", Encoding.UTF8, "text/plain") };
        request.Headers.Add("traceparent", traceParent);
        using var answer = await _cluster.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        Assert.Null(Text(Assert.Single(await DecisionsAsync("")), "traceId"));
    }

    [Fact]
    public async Task Decisions_OfASecondTry_ShowBothTries()
    {
        await _cluster.StopWorkerAsync(3); // refuses connections, until it is found out
        await SendAsync("App1:Short", "App2:Short", "App3:Short");

        var tries = await DecisionsAsync("?applicationId=App3");

        Assert.True(
            tries is [var only] && Text(only, "worker") != "3"
            || (tries is [var second, var first] && second.GetProperty("job").GetInt64() == first.GetProperty("number").GetInt64() && Text(first, "worker") == "3" && first.GetProperty("succeeded").ValueKind == JsonValueKind.False
                && Text(second, "why")!.StartsWith("Try 2:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("-1")]
    [InlineData("ten")]
    public async Task Decisions_BadNumber_Is400(string last)
    {
        using var answer = await _cluster.Client.GetAsync($"/admin/decisions?last={last}", Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("a whole number from 1 to 1000", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement decision, string member) => decision.GetProperty(member).GetString();

    private async Task SendAsync(params string[] jobs)
    {
        foreach (var job in jobs)
        {
            using var answer = await _cluster.Client.PostAsync("/process", new StringContent(job, Encoding.UTF8, "text/plain"), Token);
            answer.EnsureSuccessStatusCode();
        }
    }

    private async Task<JsonElement[]> DecisionsAsync(string query)
    {
        using var decisions = JsonDocument.Parse(await _cluster.Client.GetStringAsync("/admin/decisions" + query, Token));
        return [.. decisions.RootElement.Clone().EnumerateArray()];
    }
}
