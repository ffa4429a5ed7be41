using System.Net;
using System.Text;
using System.Text.Json;

namespace Broker.Api.Tests.Membership;

/// <summary>Workers join, renew, leave and are drained at a real broker, by the admin calls alone.</summary>
public sealed class MembershipTests : IAsyncLifetime
{
    private HeldWorker _configured = null!;
    private HeldWorker _other = null!;
    private BrokerFactory _broker = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _configured = await HeldWorker.StartAsync();
        _other = await HeldWorker.StartAsync();
        _broker = new BrokerFactory([], new Dictionary<string, string>
        {
            ["ReverseProxy:Routes:process:ClusterId"] = "pool",
            ["ReverseProxy:Clusters:pool:Destinations:1:Address"] = _configured.Address.AbsoluteUri,
            ["Broker:Dispatch:Slots"] = "unlimited",
        });
        _client = _broker.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _broker.DisposeAsync();
        await _configured.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Post_ANewWorker_GetsJobsWhenItAnswers()
    {
        using var joined = await PostAsync($$$"""{"id":"2","cluster":"pool","address":"{{{_other.Address}}}","lease":"00:10:00","epoch":7,"slots":4,"weight":2,"labels":{"zone":"a"}}""");

        Assert.Equal(HttpStatusCode.Created, joined.StatusCode);
        var worker = await WorkerAsync("2");
        Assert.Equal(("healthy", "registered", 7), (Text(worker, "state"), Text(worker.GetProperty("membership"), "origin"), worker.GetProperty("membership").GetProperty("epoch").GetInt64()));
        Assert.Equal("a", worker.GetProperty("membership").GetProperty("labels").GetProperty("zone").GetString());
        Assert.InRange(worker.GetProperty("membership").GetProperty("leaseLeftMs").GetDouble(), 1, 600_000);
        Assert.Equal("configured", Text((await WorkerAsync("1")).GetProperty("membership"), "origin"));

        var jobs = new[] { SendAsync("App1:Long"), SendAsync("App2:Long") };
        await Eventually.HoldsAsync(
            () => _other.Running == 1 && _configured.Running == 1, () => $"{_other.Running} run at the new one, {_configured.Running} at the other");
        EndAll("App1", "App2");
        await Task.WhenAll(jobs);

        using var renewed = await PostAsync($$$"""{"id":"2","cluster":"pool","address":"{{{_other.Address}}}","lease":"00:10:00","epoch":7,"slots":4,"weight":2,"labels":{"zone":"a"}}""");
        Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
        Assert.Single(_broker.Lines, line => line.StartsWith("Worker 2 joined cluster 'pool'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_SlotsWhereTheyAreReported_HoldFromTheFirstJob()
    {
        using var reported = await PutAsync("/admin/dispatch", """{"slots":"reported","prefetch":0,"reservation":"none"}""");
        using var draining = await PutAsync("/admin/workers/1/state", """{"state":"draining"}""");
        using var joined = await PostAsync($$"""{"id":"2","cluster":"pool","address":"{{_other.Address}}","slots":3}""");

        var jobs = Enumerable.Range(0, 5).Select(job => SendAsync($"App{job}:Long")).ToArray();
        await Eventually.ContainsAsync("\"queued\":2", () => _client.GetStringAsync("/admin/stats", Token));
        await Eventually.HoldsAsync(() => _other.Running == 3, () => $"{_other.Running} run");

        while (!jobs.All(job => job.IsCompleted))
        {
            EndAll([.. Enumerable.Range(0, 5).Select(job => $"App{job}")]);
            await Task.Delay(5, Token);
        }
    }

    [Fact]
    public async Task Post_ALaterEpoch_TakesThePlaceAndAnEarlierIsRefused()
    {
        using var first = await PostAsync(Registration(epoch: 1, "http://127.0.0.1:9/"));
        using var later = await PostAsync(Registration(epoch: 2, _other.Address.AbsoluteUri));
        using var earlier = await PostAsync(Registration(epoch: 1, "http://127.0.0.1:9/"));
        using var again = await PostAsync(Registration(epoch: 1, "http://127.0.0.1:9/"));

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Conflict], [first.StatusCode, later.StatusCode, earlier.StatusCode]);
        Assert.Equal(_other.Address.AbsoluteUri, Text(await WorkerAsync("2"), "address"));
        Assert.Contains("Two workers with one id", await DetailAsync(earlier), StringComparison.Ordinal);
        Assert.Single(_broker.Lines, line => line.Contains("was refused", StringComparison.Ordinal)); // not once for every heartbeat
    }

    [Fact]
    public async Task Lease_NotRenewed_LapsesAndTheWorkerIsGone()
    {
        using var joined = await PostAsync(Registration(epoch: 1, _other.Address.AbsoluteUri, lease: "00:00:01"));

        await Eventually.HoldsAsync(async () => (await WorkersAsync()).Length == 1, "the worker is gone");

        Assert.Contains(_broker.Lines, line => line.Contains("has not renewed its lease of 1 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lease_LapsesWithAJobInside_TheJobEndsAndIsCountedMeanwhile()
    {
        using var draining = await PutAsync("/admin/workers/1/state", """{"state":"draining"}""");
        using var joined = await PostAsync(Registration(epoch: 1, _other.Address.AbsoluteUri, lease: "00:00:03"));
        var job = SendAsync("App1:Long"); // within the lease
        await Eventually.HoldsAsync(() => _other.Running == 1, () => "the job has not come");

        await Eventually.HoldsAsync(async () => Text(await WorkerAsync("2"), "state") == "draining", "the lease has lapsed");
        Assert.Contains("\"inFlight\":1", await _client.GetStringAsync("/admin/stats", Token), StringComparison.Ordinal);

        _other.End("App1");
        Assert.Equal(HttpStatusCode.OK, (await job).StatusCode);
        await Eventually.HoldsAsync(async () => (await WorkersAsync()).Length == 1, "the worker is gone");
    }

    [Fact]
    public async Task Post_InThePlaceOfAConfiguredOne_HoldsUntilItIsGone()
    {
        using var joined = await PostAsync($$"""{"id":"1","cluster":"pool","address":"{{_other.Address}}"}""");
        Assert.Equal(_other.Address.AbsoluteUri, Text(Assert.Single(await WorkersAsync()), "address"));

        using var deleted = await _client.DeleteAsync("/admin/workers/1", Token);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await Eventually.HoldsAsync(async () => Text(await WorkerAsync("1"), "address") == _configured.Address.AbsoluteUri, "the configuration holds again");
    }

    [Fact]
    public async Task State_Draining_NoNewJobOldOnesFinishThenDrained()
    {
        using var joined = await PostAsync($$"""{"id":"2","cluster":"pool","address":"{{_other.Address}}"}""");
        var jobs = new[] { SendAsync("App1:Long"), SendAsync("App2:Long") };
        await Eventually.HoldsAsync(() => _other.Running == 1 && _configured.Running == 1, () => "one job at each");

        using var draining = await PutAsync("/admin/workers/2/state", """{"state":"draining"}""");
        Assert.Equal("draining", Text(await WorkerAsync("2"), "state"));
        var later = new[] { SendAsync("App3:Short"), SendAsync("App4:Short") };
        await Eventually.HoldsAsync(() => _configured.Running == 3 && _other.Running == 1, () => $"{_configured.Running} at the open one, {_other.Running} at the draining");

        EndAll("App1", "App2");
        Assert.All(await Task.WhenAll(jobs), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await Eventually.HoldsAsync(async () => Text(await WorkerAsync("2"), "state") == "drained", "it is drained");

        using var open = await PutAsync("/admin/workers/2/state", """{"state":"open"}""");
        Assert.Equal("healthy", Text(await WorkerAsync("2"), "state"));
        EndAll("App3", "App4");
        await Task.WhenAll(later);
    }

    [Fact]
    public async Task State_AllDraining_Is503WithRetryAfter()
    {
        using var draining = await PutAsync("/admin/workers/1/state", """{"state":"draining"}""");

        using var refused = await SendAsync("App1:Short");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Fact]
    public async Task Delete_OfAnEarlierProcess_LeavesTheLater()
    {
        using var joined = await PostAsync(Registration(epoch: 5, _other.Address.AbsoluteUri));

        using var late = await _client.DeleteAsync("/admin/workers/2?cluster=pool&epoch=4", Token);
        using var odd = await _client.DeleteAsync("/admin/workers/2?cluster=pool&epoch=four", Token);
        using var own = await _client.DeleteAsync("/admin/workers/2?cluster=pool&epoch=5", Token);
        using var twice = await _client.DeleteAsync("/admin/workers/2?cluster=pool&epoch=5", Token);

        Assert.Equal(
            [HttpStatusCode.Conflict, HttpStatusCode.BadRequest, HttpStatusCode.NoContent, HttpStatusCode.NotFound],
            [late.StatusCode, odd.StatusCode, own.StatusCode, twice.StatusCode]);
    }

    [Theory]
    [InlineData("/admin/workers/1", HttpStatusCode.Conflict, "stands in the configuration")]
    [InlineData("/admin/workers/9", HttpStatusCode.NotFound, "there are 1")]
    public async Task Delete_WhatCannotBe_SaysWhy(string path, HttpStatusCode status, string why)
    {
        using var answer = await _client.DeleteAsync(path, Token);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(why, await DetailAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_EverythingWrong_NamesAllFaultsAndChangesNothing()
    {
        using var answer = await PostAsync(
            """{"id":"a b","address":"ftp://x/","cluster":"nobody","slots":0,"weight":"heavy","labels":{"zone":1},"lease":"10","epoch":-1,"state":"gone","adress":"x"}""");

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal(
            ["address", "adress", "cluster", "epoch", "id", "labels", "lease", "slots", "state", "weight"],
            problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.Contains("one of pool, workers", Text(problem.RootElement, "detail"), StringComparison.Ordinal);
        Assert.Single(await WorkersAsync());
    }

    [Theory]
    [InlineData("{}", "The member 'id' is missing")]
    [InlineData("[]", "not an object")]
    [InlineData("nonsense", "not an object")]
    [InlineData("""{"id":"2","id":"3","address":"http://a/"}""", "not an object")]
    [InlineData("""{"id":"2","address":"http://user:secret@a/"}""", "without user")]
    [InlineData("""{"id":"2","address":"http://a/","slots":2.5}""", "slots is 2.5")]
    [InlineData("""{"id":"2","address":"http://a/","lease":"02:00:00"}""", "lease is '02:00:00'")]
    public async Task Post_AWrongBody_Is400(string body, string why)
    {
        using var answer = await PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(why, await DetailAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", """{"state":"closed"}""", HttpStatusCode.BadRequest, "draining or open")]
    [InlineData("1", "{}", HttpStatusCode.BadRequest, "'state' is missing")]
    [InlineData("1", """{"state":"open","cluster":"nobody"}""", HttpStatusCode.BadRequest, "one of pool")]
    [InlineData("9", """{"state":"draining"}""", HttpStatusCode.NotFound, "no worker '9'")]
    public async Task PutState_WhatCannotBe_SaysWhy(string id, string body, HttpStatusCode status, string why)
    {
        using var answer = await PutAsync($"/admin/workers/{id}/state", body);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(why, await DetailAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_NotJson_Is415()
    {
        using var answer = await _client.PostAsync("/admin/workers", new StringContent("worker 2"), Token);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    private static string Registration(int epoch, string address, string lease = "00:10:00")
        => $$"""{"id":"2","cluster":"pool","address":"{{address}}","lease":"{{lease}}","epoch":{{epoch}}}""";

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task<string> DetailAsync(HttpResponseMessage answer)
    {
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        return Text(problem.RootElement, "detail")!;
    }

    // The default cluster stands there, too: these tests look at their own.
    private async Task<JsonElement[]> WorkersAsync()
    {
        using var json = JsonDocument.Parse(await _client.GetStringAsync("/admin/workers", Token));
        return [.. json.RootElement.Clone().EnumerateArray().Where(worker => Text(worker, "cluster") == "pool")];
    }

    private async Task<JsonElement> WorkerAsync(string id) => (await WorkersAsync()).Single(worker => Text(worker, "id") == id);

    private Task<HttpResponseMessage> SendAsync(string job) => _client.PostAsync("/process", new StringContent(job, Encoding.UTF8, "text/plain"), Token);

    private Task<HttpResponseMessage> PostAsync(string body) => _client.PostAsync("/admin/workers", Json(body), Token);

    private Task<HttpResponseMessage> PutAsync(string path, string body) => _client.PutAsync(path, Json(body), Token);

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private void EndAll(params string[] applications)
    {
        foreach (var application in applications)
        {
            _configured.End(application);
            _other.End(application);
        }
    }
}
