using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Balancing.Core.Picking;

namespace Broker.Api.Tests.Admin;

/// <summary>The admin calls of a real broker.</summary>
public sealed class AdminTests : IAsyncLifetime
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
    public async Task Workers_AfterSomeJobs_ShowsEachWithItsCounts()
    {
        await SendAsync(4);

        var workers = await GetAsync("/admin/workers");

        Assert.Equal(["1", "2", "3"], workers.EnumerateArray().Select(worker => worker.GetProperty("id").GetString()));
        Assert.Equal([2, 1, 1], workers.EnumerateArray().Select(worker => worker.GetProperty("assigned").GetInt32()));
        Assert.All(workers.EnumerateArray(), worker =>
        {
            Assert.Equal(("healthy", 0, 0), (worker.GetProperty("state").GetString(), worker.GetProperty("inFlight").GetInt32(), worker.GetProperty("failed").GetInt32()));
            Assert.StartsWith("http://", worker.GetProperty("address").GetString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Stats_AfterSomeJobs_CountsThem()
    {
        await SendAsync(5);

        var stats = await GetAsync("/admin/stats");

        Assert.Equal(
            "inFlight=0 queued=0 forwarded=5 failed=0 retried=0 hedged=0 hedgesWon=0 panic=[]",
            string.Join(' ', stats.EnumerateObject().Select(count => $"{count.Name}={count.Value}")));
    }

    [Theory]
    [InlineData("least-requests")]
    [InlineData("balanced")]
    [InlineData("LEAST-REQUESTS", "least-requests")]
    public async Task PutPolicy_AKnownName_IsInForceWhenItAnswers(string name, string? shown = null)
    {
        using var answer = await PutPolicyAsync($$"""{"policy":"{{name}}"}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var policy = await GetAsync("/admin/policy");
        Assert.Equal(shown ?? name, policy.GetProperty("policy").GetString());
        Assert.Equal(PickPolicies.BuiltIn.Names, policy.GetProperty("policies").EnumerateArray().Select(one => one.GetString()));
    }

    [Theory]
    [InlineData("""{"policy":"fastest"}""", "round-robin, least-requests, balanced")]
    [InlineData("""{"policy":7}""", "round-robin, least-requests, balanced")]
    [InlineData("""{"policy":null}""", "round-robin, least-requests, balanced")]
    [InlineData("{}", "round-robin, least-requests, balanced")]
    [InlineData("null", "round-robin, least-requests, balanced")]
    [InlineData("nonsense", "round-robin, least-requests, balanced")]
    [InlineData("", "round-robin, least-requests, balanced")]
    [InlineData("""{"policy":"balanced","policy":"round-robin"}""", "round-robin, least-requests, balanced")]
    [InlineData("""{"policy":"balanced","cluster":"nobody"}""", "workers")]
    public async Task PutPolicy_AnythingElse_Is400ListingWhatIsAllowed(string body, string allowed)
    {
        using var answer = await PutPolicyAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(allowed, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal("round-robin", (await GetAsync("/admin/policy")).GetProperty("policy").GetString());
    }

    [Fact]
    public async Task PutPolicy_NotJson_Is415()
    {
        using var answer = await _cluster.Client.PutAsync("/admin/policy", new StringContent("least-requests"), Token);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains("application/json", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PutPolicy_CharsetNobodyKnows_Is400()
    {
        using var content = new StringContent("{}");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=banana");
        using var answer = await _cluster.Client.PutAsync("/admin/policy", content, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task PutPolicy_LargerThanAnyPolicy_Is413()
    {
        using var answer = await PutPolicyAsync($$"""{"policy":"{{new string('x', 100_000)}}"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task PutPolicy_BackAndForthUnderLoad_LosesNoJob()
    {
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(async client =>
        {
            var done = 0;
            while (!enough.IsCancellationRequested)
            {
                using var answer = await _cluster.Client.PostAsync("/process", new StringContent($"App{client}:Short"), Token);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                done++;
            }

            return done;
        }).ToArray();

        for (var change = 0; change < 30; change++)
        {
            var name = change % 2 == 0 ? "least-requests" : "round-robin";
            using var answer = await PutPolicyAsync($$"""{"policy":"{{name}}"}""");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await enough.CancelAsync();
        var sent = (await Task.WhenAll(load)).Sum();

        // A job is counted behind its last byte, which the client may have a moment earlier.
        await Eventually.HoldsAsync(
            async () => (await GetAsync("/admin/stats")).GetProperty("forwarded").GetInt32() >= sent, $"{sent} jobs are counted as forwarded");
        var stats = await GetAsync("/admin/stats");
        Assert.Equal((sent, 0), (stats.GetProperty("forwarded").GetInt32(), stats.GetProperty("failed").GetInt32()));
    }

    [Fact]
    public async Task Admin_WithAKey_WantsItFromEveryone()
    {
        await using var cluster = new TestCluster(broker: new Dictionary<string, string> { ["Broker:Admin:Key"] = "sixteen letters!" });
        using var without = await cluster.Client.GetAsync("/admin/stats", Token);
        cluster.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "seventeen letters");
        using var wrong = await cluster.Client.GetAsync("/admin/stats", Token);
        cluster.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "sixteen letters!");
        using var right = await cluster.Client.GetAsync("/admin/stats", Token);

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.OK], [without.StatusCode, wrong.StatusCode, right.StatusCode]);
        Assert.Equal("Bearer", without.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal("application/problem+json", wrong.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Admin_PageOfAnotherSite_Is403()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/stats");
        request.Headers.Add("Origin", "http://evil.example");

        using var answer = await _cluster.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Admin_NameThatPointsHere_Is403()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/stats");
        request.Headers.Host = "rebound.example";

        using var answer = await _cluster.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private async Task SendAsync(int jobs)
    {
        for (var job = 0; job < jobs; job++)
        {
            using var answer = await _cluster.Client.PostAsync("/process", new StringContent($"App{job}:Short"), Token);
            answer.EnsureSuccessStatusCode();
        }

        // The lease ends with the last byte, which the client may have a moment earlier.
        await Eventually.HoldsAsync(
            async () => (await GetAsync("/admin/stats")).GetProperty("forwarded").GetInt32() == jobs, $"{jobs} jobs are counted as forwarded");
    }

    private Task<HttpResponseMessage> PutPolicyAsync(string body)
        => _cluster.Client.PutAsync("/admin/policy", new StringContent(body, Encoding.UTF8, "application/json"), Token);

    private Task<JsonElement> GetAsync(string path) => _cluster.Client.GetFromJsonAsync<JsonElement>(path, Token);
}
