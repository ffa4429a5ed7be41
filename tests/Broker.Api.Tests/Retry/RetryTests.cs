using System.Net;
using System.Text.Json;
using Sockets;

namespace Broker.Api.Tests.Retry;

/// <summary>What a client sees when workers fail under its job.</summary>
public sealed class RetryTests
{
    private const string Good = "done";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("reset", "broke-off")]
    [InlineData("early end", "broke-off")]
    [InlineData("half an answer", "broke-off-late")]
    [InlineData("junk", "garbled")]
    [InlineData("500", "server-error")]
    [InlineData("503", "unavailable")]
    public async Task Job_AWorkerFailsUnderIt_IsDoneByAnother(string fault, string outcome)
    {
        await using var bad = Bad(fault);
        await using var good = RawBackend.Answers("200 OK", body: Good);
        await using var broker = Before([bad, good]);
        using var client = broker.CreateClient();

        using var answer = await SendAsync(client);

        Assert.Equal((HttpStatusCode.OK, Good), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token)));
        Assert.Equal(("2", "2"), (Header(answer, "X-Attempts"), Header(answer, "X-Worker")));
        Assert.False(answer.Headers.Contains("Retry-After"));
        Assert.Equal((1, 1), (bad.Received, good.Received));
        Assert.Equal(1, (await GetAsync(client, "/admin/stats")).GetProperty("retried").GetInt32());
        await Eventually.HoldsAsync(
            async () => (await GetAsync(client, "/admin/decisions")).EnumerateArray().Select(one => one.GetProperty("outcome").GetString()).SequenceEqual(["answered", outcome]),
            "both tries are told");
        Assert.Contains("Try 2: the worker before did not answer it.", (await GetAsync(client, "/admin/decisions"))[0].GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, (await GetAsync(client, "/admin/workers"))[0].GetProperty("failed").GetInt32());
    }

    [Theory]
    [InlineData("Broker:Retry:Repeatable")]
    [InlineData("ReverseProxy:Routes:process:Metadata:Job.Repeatable")]
    public async Task Job_MayRunOnceOnly_IsAnHonest502(string setting)
    {
        await using var bad = Bad("early end");
        await using var good = RawBackend.Answers("200 OK");
        await using var broker = Before([bad, good], (setting, "false"));
        using var client = broker.CreateClient();

        using var answer = await SendAsync(client);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains("Worker 1 broke off before it gave a whole answer. It may have run", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("X-Attempts"));
        Assert.Equal((1, 0), (bad.Received, good.Received));
    }

    [Fact]
    public async Task Job_WithAnIdempotencyKey_IsTriedAgainWhateverTheSettingSays()
    {
        await using var bad = Bad("reset");
        await using var good = RawBackend.Answers("200 OK", body: Good);
        await using var broker = Before([bad, good], ("Broker:Retry:Repeatable", "false"));
        using var client = broker.CreateClient();
        client.DefaultRequestHeaders.Add("Idempotency-Key", "k-1");

        using var answer = await SendAsync(client);

        Assert.Equal((HttpStatusCode.OK, "2"), (answer.StatusCode, Header(answer, "X-Attempts")));
    }

    [Fact]
    public async Task Job_TwoWorkersBrokeOffUnderIt_Is502NamingIt()
    {
        await using var first = Bad("reset");
        await using var second = Bad("early end");
        await using var third = RawBackend.Answers("200 OK");
        await using var broker = Before([first, second, third]);
        using var client = broker.CreateClient();

        using var answer = await SendAsync(client);

        Assert.Equal((HttpStatusCode.BadGateway, "2"), (answer.StatusCode, Header(answer, "X-Attempts")));
        Assert.Contains(
            "Workers 1 and 2 broke off under job 'App1', one after the other; it is not sent to a third.", Detail(await answer.Content.ReadAsStringAsync(Token)), StringComparison.Ordinal);
        Assert.Contains("Broker: Request 'App1' failed at Worker 2: it broke off, as Worker 1 had before; it is not sent to a third.", broker.Lines);
        Assert.Equal((1, 1, 0), (first.Received, second.Received, third.Received));
    }

    [Fact]
    public async Task Job_EveryTryFailed_Is502SayingHowOften()
    {
        await using var first = Bad("junk");
        await using var second = Bad("junk");
        await using var broker = Before([first, second], ("Broker:Retry:MaxTries", "2"));
        using var client = broker.CreateClient();

        using var answer = await SendAsync(client);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains(
            "It was tried 2 times, at Workers 1 and 2; Worker 2 gave an answer that is no HTTP.", Detail(await answer.Content.ReadAsStringAsync(Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_NoBudgetLeft_Is502SayingSo()
    {
        await using var bad = Bad("reset");
        await using var good = RawBackend.Answers("200 OK");
        await using var broker = Before([bad, good], ("Broker:Retry:BudgetShare", "0"), ("Broker:Retry:BudgetPerSecond", "0"));
        using var client = broker.CreateClient();

        using var answer = await SendAsync(client);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains("too much is being tried again already (Broker:Retry:BudgetShare)", Detail(await answer.Content.ReadAsStringAsync(Token)), StringComparison.Ordinal);
        Assert.Equal(0, good.Received);
    }

    // .NET's client would send it four times by itself.
    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task OtherRoute_WithoutABody_IsSentOnce(string method)
    {
        await using var bad = Bad("early end");
        await using var good = RawBackend.Answers("200 OK");
        await using var broker = Before([bad, good], ("ReverseProxy:Routes:files:ClusterId", "workers"), ("ReverseProxy:Routes:files:Match:Path", "/files"));
        using var client = broker.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/files");

        using var answer = await client.SendAsync(request, Token);

        Assert.Equal((HttpStatusCode.BadGateway, 1, 0), (answer.StatusCode, bad.Received, good.Received));
    }

    [Fact]
    public async Task Bodies_TakeAllTheirMemory_TheNextJobIs503UntilOneEnds()
    {
        await using var worker = await HeldWorker.StartAsync();
        await using var broker = new BrokerFactory(
            [worker.Address, worker.Address, worker.Address], new Dictionary<string, string> { ["Broker:Limits:MaxHeldBytes"] = "1048576" });
        using var client = broker.CreateClient();
        Task<HttpResponseMessage> SendLargeAsync(string application) => client.PostAsync("/process", new StringContent($"{application}:Long{new string(' ', 600_000)}"), Token);
        var first = SendLargeAsync("App1");
        await Eventually.HoldsAsync(() => Task.FromResult(worker.Running == 1), "the first runs");

        using var refused = await SendLargeAsync("App2");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (refused.StatusCode, Header(refused, "Retry-After")));
        Assert.Contains("Broker:Limits:MaxHeldBytes", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        worker.End("App1");
        using var done = await first;
        var third = SendLargeAsync("App3");
        await Eventually.HoldsAsync(() => Task.FromResult(worker.Running == 1), "there is memory again");
        worker.End("App3");
        Assert.Equal(HttpStatusCode.OK, (await third).StatusCode);
    }

    private static RawBackend Bad(string fault) => fault switch
    {
        "reset" => RawBackend.Resets(),
        "early end" => RawBackend.Says(""),
        "half an answer" => RawBackend.Says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
        "junk" => RawBackend.Says("SSH-2.0-OpenSSH_9.6\r\n"),
        _ => RawBackend.Answers($"{fault} No", "Retry-After: 3\r\n"),
    };

    private static BrokerFactory Before(RawBackend[] workers, params (string Key, string Value)[] settings)
    {
        // A cluster of its own: the usual one has three.
        var all = settings.ToDictionary(one => one.Key.Replace("Clusters:workers", "Clusters:raw", StringComparison.Ordinal), one => one.Value == "workers" ? "raw" : one.Value);
        all["ReverseProxy:Routes:process:ClusterId"] = "raw";
        for (var worker = 0; worker < workers.Length; worker++)
        {
            all[$"ReverseProxy:Clusters:raw:Destinations:{worker + 1}:Address"] = workers[worker].Address;
        }

        return new BrokerFactory([], all);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client) => client.PostAsync("/process", new StringContent("App1:Short"), Token);

    private static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        using var json = JsonDocument.Parse(await client.GetStringAsync(path, Token));
        var root = json.RootElement.Clone();

        // Of the usual cluster, which is there as well, nothing is asked here.
        return root.ValueKind == JsonValueKind.Array && path.EndsWith("workers", StringComparison.Ordinal)
            ? JsonSerializer.SerializeToElement(root.EnumerateArray().Where(one => one.GetProperty("cluster").GetString() == "raw"))
            : root;
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private static string Detail(string problem) => JsonDocument.Parse(problem).RootElement.GetProperty("detail").GetString()!;
}
