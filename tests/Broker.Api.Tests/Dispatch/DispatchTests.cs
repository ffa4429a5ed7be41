using System.Net;
using System.Text;
using System.Text.Json;

namespace Broker.Api.Tests.Dispatch;

/// <summary>A broker before one worker of one slot, whose jobs end when the test says so.</summary>
public sealed class DispatchTests : IAsyncLifetime
{
    private HeldWorker _worker = null!;
    private BrokerFactory _broker = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _worker = await HeldWorker.StartAsync();
        _broker = new BrokerFactory([], new Dictionary<string, string>
        {
            ["ReverseProxy:Routes:process:ClusterId"] = "one",
            ["ReverseProxy:Clusters:one:Destinations:1:Address"] = _worker.Address.AbsoluteUri,
            ["Broker:Dispatch:Slots"] = "1",
            ["Broker:Dispatch:Prefetch"] = "0",
            ["Broker:Dispatch:Reservation"] = "none",
        });
        _client = _broker.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _broker.DisposeAsync();
        await _worker.DisposeAsync();
    }

    [Fact]
    public async Task Jobs_OneSlot_WaitInTheBrokerShortFirst()
    {
        var first = await HoldAsync("App1:Long");
        var second = SendAsync("App2:Long");
        await QueuedAsync(1);
        var third = SendAsync("App3:Short");
        await QueuedAsync(2);

        Assert.Equal(["App1"], _worker.Came);
        _worker.End("App1");
        await CameAsync("App3");
        _worker.End("App3");
        await CameAsync("App2");
        _worker.End("App2");

        Assert.Equal(["App1", "App3", "App2"], _worker.Came);
        Assert.Equal("done App1", await (await first).Content.ReadAsStringAsync(Token));
        Assert.Equal(HttpStatusCode.OK, (await second).StatusCode);
        Assert.Matches(@"^queue;dur=[0-9.]+, worker;dur=[0-9.]+$", (await third).Headers.GetValues("Server-Timing").Single());
        Assert.True(QueueTime(await first) < QueueTime(await second) && QueueTime(await third) < QueueTime(await second));
        await QueuedAsync(0);
    }

    [Fact]
    public async Task ClientLeaves_WhileItsJobWaits_TheJobIsOutAtOnceAndNeverSent()
    {
        var first = await HoldAsync("App1:Long");
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var gone = SendAsync("App2:Short", leaving.Token);
        await QueuedAsync(1);

        await leaving.CancelAsync();

        await QueuedAsync(0);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        _worker.End("App1");
        using var answer = await first;
        Assert.Equal(["App1"], _worker.Came);
        await Eventually.ContainsAsync("\"inFlight\":0,", StatsAsync);
    }

    [Fact]
    public async Task Deadline_PassesInTheQueue_Is504AndTheJobIsNotSent()
    {
        var first = await HoldAsync("App1:Long");

        using var late = await SendAsync("App2:Short", headers: ("Request-Timeout", "0.05"));

        await AssertProblemAsync(late, HttpStatusCode.GatewayTimeout, "it was not run");
        _worker.End("App1");
        using var answer = await first;
        Assert.Equal(["App1"], _worker.Came);
    }

    [Fact]
    public async Task Deadline_PassesAtTheWorker_Is504()
    {
        using var late = await SendAsync("App1:Short", headers: ("Request-Timeout", "0.3"));

        await AssertProblemAsync(late, HttpStatusCode.GatewayTimeout, "may have run");
        await Eventually.HoldsAsync(() => _worker.Running == 0, () => $"{_worker.Running} jobs run on");
    }

    [Fact]
    public async Task Deadline_WhatIsLeft_GoesOnToTheWorker()
    {
        var first = await HoldAsync("App1:Long");
        var second = SendAsync("App2:Short", headers: ("Request-Timeout", "60"));
        await QueuedAsync(1);
        _worker.End("App1");
        await CameAsync("App2");
        _worker.End("App2");
        using var answers = await first;
        using var answer = await second;

        Assert.Equal("", _worker.Timeouts["App1"]);
        Assert.InRange(double.Parse(_worker.Timeouts["App2"], System.Globalization.CultureInfo.InvariantCulture), 1, 60);
    }

    [Fact]
    public async Task QueuePosition_IsToldToThoseWhoAskOnly()
    {
        var first = await HoldAsync("App1:Long", ("X-Queue-Position", "?"));
        var second = SendAsync("App2:Long", headers: ("X-Queue-Position", "?"));
        await QueuedAsync(1);
        var third = SendAsync("App3:Long", headers: ("X-Queue-Position", "?"));
        await QueuedAsync(2);
        var fourth = SendAsync("App4:Long");
        await QueuedAsync(3);
        foreach (var application in new[] { "App1", "App2", "App3", "App4" })
        {
            await CameAsync(application);
            _worker.End(application);
        }

        Assert.Equal(["0"], (await first).Headers.GetValues("X-Queue-Position"));
        Assert.Equal(["1"], (await second).Headers.GetValues("X-Queue-Position"));
        Assert.Equal(["2"], (await third).Headers.GetValues("X-Queue-Position"));
        Assert.False((await fourth).Headers.Contains("X-Queue-Position"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("1e9")]
    [InlineData("99999999")]
    [InlineData("soon")]
    [InlineData("1, 2")]
    public async Task RequestTimeout_NoTime_Is400(string timeout)
    {
        using var answer = await SendAsync("App1:Short", headers: ("Request-Timeout", timeout));

        await AssertProblemAsync(answer, HttpStatusCode.BadRequest, "it must be a number of seconds above 0");
        Assert.Empty(_worker.Came);
    }

    [Fact]
    public async Task QueueFull_OneMore_Is503WithRetryAfter()
    {
        await PutAsync("""{"maxQueue":1}""");
        var first = await HoldAsync("App1:Long");
        var second = SendAsync("App1:Long");
        await QueuedAsync(1);

        using var third = await SendAsync("App1:Long");

        await AssertProblemAsync(third, HttpStatusCode.ServiceUnavailable, "is full");
        Assert.InRange(third.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        _worker.End("App1");
        using var answer = await first;
        await Eventually.HoldsAsync(() => _worker.Came.Count == 2, () => string.Join(' ', _worker.Came));
        _worker.End("App1");
        using var other = await second;
    }

    [Fact]
    public async Task PutDispatch_WhileJobsWait_TheyGoByTheNewSettingsAndNoneIsLost()
    {
        var jobs = new List<Task<HttpResponseMessage>> { await HoldAsync("App0:Long") };
        for (var job = 1; job <= 4; job++)
        {
            jobs.Add(SendAsync($"App{job}:{(job % 2 == 0 ? "Short" : "Long")}"));
            await QueuedAsync(job);
        }

        await PutAsync("""{"order":"arrival"}""");
        _worker.End("App0");
        await CameAsync("App1");
        await PutAsync("""{"slots":"unlimited"}""");
        await Eventually.HoldsAsync(() => _worker.Running == 4, () => $"{_worker.Running} run");
        for (var job = 1; job <= 4; job++)
        {
            _worker.End($"App{job}");
        }

        Assert.All(await Task.WhenAll(jobs), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task GetDispatch_AtTheStart_IsWhatTheSettingsSay()
    {
        using var dispatch = JsonDocument.Parse(await _client.GetStringAsync("/admin/dispatch", Token));

        var shown = dispatch.RootElement;
        Assert.Equal(
            ("1", "short-first", "none", "application", 0, 0.1, 10_000, 64 << 20),
            (shown.GetProperty("slots").GetString()!, shown.GetProperty("order").GetString()!, shown.GetProperty("reservation").GetString()!,
                shown.GetProperty("fairness").GetString()!, shown.GetProperty("prefetch").GetInt32(), shown.GetProperty("longShare").GetDouble(),
                shown.GetProperty("maxQueue").GetInt32(), shown.GetProperty("maxQueueBytes").GetInt32()));
        Assert.Equal(0, shown.GetProperty("clusters").GetProperty("one").GetProperty("queued").GetInt32());
    }

    [Theory]
    [InlineData("""{"slots":"0"}""", "slots is '0'; it must be unlimited, reported, or a number from 1 to 100000")]
    [InlineData("""{"slots":-1,"order":"random"}""", "order is 'random'; it must be one of arrival, short-first, shortest-expected")]
    [InlineData("""{"longShare":"NaN"}""", "longShare is 'NaN'")]
    [InlineData("""{"maxQueue":1e99}""", "maxQueue is '1e99'")]
    [InlineData("""{"sloots":1}""", "There is no setting 'sloots'; the settings are slots, order")]
    [InlineData("""{"cluster":"none"}""", "There is no cluster 'none'; it is one of one, workers")]
    [InlineData("""{"deadlineShort":"100.00:00:00"}""", "deadlineShort is '100.00:00:00'")]
    [InlineData("""{"deadlineShort":"1"}""", "deadlineShort is '1'; it must be a time (00:00:30, 30s or 200ms) above 0, at most a day, or empty for none")]
    [InlineData("""{"deadlineLong":"0s"}""", "deadlineLong is '0s'")]
    [InlineData("""{"deadlineLong":"9e18d"}""", "deadlineLong is '9e18d'")]
    [InlineData("""{"weights":{"App1":0}}""", "weights is '{\"App1\":0}'; it must be applicationIds with weights from 0.001 to 1000")]
    [InlineData("""{"weights":"App1"}""", "weights is 'App1'")]
    [InlineData("""{"weights":"App1=1, App1=2"}""", "weights is 'App1=1, App1=2'")]
    [InlineData("""{"weights":{"App1":"2"}}""", "weights is")]
    [InlineData("""{"weights":["App1"]}""", "weights is")]
    [InlineData("[]", "not an object of settings")]
    [InlineData("{", "not an object of settings")]
    public async Task PutDispatch_Faults_AreToldAndNothingChanges(string body, string told)
    {
        var before = await _client.GetStringAsync("/admin/dispatch", Token);

        using var answer = await _client.PutAsync("/admin/dispatch", new StringContent(body, Encoding.UTF8, "application/json"), Token);

        await AssertProblemAsync(answer, HttpStatusCode.BadRequest, told);
        Assert.Equal(before, await _client.GetStringAsync("/admin/dispatch", Token));
    }

    [Fact]
    public async Task PutDispatch_Weights_TheHeavierApplicationGoesMoreOften()
    {
        await PutAsync("""{"weights":{"gold":3,"a,b":2},"deadlineShort":"90s"}""");
        using var dispatch = JsonDocument.Parse(await _client.GetStringAsync("/admin/dispatch", Token));
        Assert.Equal("""{"gold":3,"a,b":2}""", dispatch.RootElement.GetProperty("weights").GetRawText());
        Assert.Equal("00:01:30", dispatch.RootElement.GetProperty("deadlineShort").GetString());
        var jobs = new List<Task<HttpResponseMessage>> { await HoldAsync("App0:Long") };
        foreach (var job in new[] { "plain", "plain", "gold", "gold", "gold", "gold" })
        {
            jobs.Add(SendAsync($"{job}:Short"));
            await QueuedAsync(jobs.Count - 1);
        }

        for (var ended = 0; ended < 7; ended++)
        {
            await Eventually.HoldsAsync(() => _worker.Came.Count == ended + 1 && _worker.Running == 1, () => string.Join(' ', _worker.Came));
            _worker.End(_worker.Came.Last());
        }

        Assert.Equal(["App0", "plain", "gold", "gold", "gold", "plain", "gold"], _worker.Came);
        Assert.All(await Task.WhenAll(jobs), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task JobType_InTheBrokersDeadlines_EndsJobsThatBringNone()
    {
        await PutAsync("""{"deadlineShort":"200ms"}""");
        var first = await HoldAsync("App1:Long");

        using var late = await SendAsync("App2:Short");

        await AssertProblemAsync(late, HttpStatusCode.GatewayTimeout, "it was not run");
        _worker.End("App1");
        using var answer = await first;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static double QueueTime(HttpResponseMessage answer) => double.Parse(
        answer.Headers.GetValues("Server-Timing").Single().Split(',')[0]["queue;dur=".Length..], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string told)
    {
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True((status, "application/problem+json") == (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType), $"{answer.StatusCode} {text}");
        using var problem = JsonDocument.Parse(text);
        Assert.Contains(told, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task<Task<HttpResponseMessage>> HoldAsync(string job, params (string Name, string Value)[] headers)
    {
        var sent = SendAsync(job, headers: headers);
        await CameAsync(job.Split(':')[0]);
        return sent;
    }

    private Task<HttpResponseMessage> SendAsync(string job, CancellationToken? token = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/process") { Content = new StringContent(job, Encoding.UTF8, "text/plain") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return _client.SendAsync(request, token ?? Token);
    }

    private async Task PutAsync(string change)
    {
        using var answer = await _client.PutAsync("/admin/dispatch", new StringContent(change, Encoding.UTF8, "application/json"), Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task CameAsync(string application)
        => Eventually.HoldsAsync(() => _worker.Came.Contains(application), () => $"came: {string.Join(' ', _worker.Came)}");

    private Task QueuedAsync(int jobs) => Eventually.ContainsAsync($"\"queued\":{jobs},", StatsAsync);

    private Task<string> StatsAsync() => _client.GetStringAsync("/admin/stats", Token);
}
