using System.Net;
using System.Text;
using System.Text.Json;

namespace Broker.Api.Tests.Limits;

/// <summary>A broker before real workers, which refuses what one sender sends beyond its own limit.</summary>
public sealed class RateLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PerApplication_BeyondItsBurst_Is429AndOthersPass()
    {
        await using var cluster = Cluster("PerApplication");

        var first = await SendAsync(cluster, "App1:Short");
        var second = await SendAsync(cluster, "App1:Short");
        var third = await SendAsync(cluster, "App1:Short");
        var other = await SendAsync(cluster, "App2:Short");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode, other.StatusCode));
        Assert.Equal("\"application\";q=2;w=200", Single(first, "RateLimit-Policy"));
        Assert.Matches("^\"application\";r=1;t=[0-9]+$", Single(first, "RateLimit"));
        await AssertRefusedAsync(third, "application", "The application 'App1' has sent more than its limit of 0.01 requests per second, 2 at once.");
    }

    [Fact]
    public async Task PerAddress_BeyondItsBurst_Is429WhateverTheApplication()
    {
        await using var cluster = Cluster("PerAddress");

        await SendAsync(cluster, "App1:Short");
        await SendAsync(cluster, "App2:Short");
        var third = await SendAsync(cluster, "no job at all");

        await AssertRefusedAsync(third, "address", "(Broker:Limits:PerAddress)");
    }

    [Fact]
    public async Task NoLimit_TheAnswersSayNothingOfOne()
    {
        await using var cluster = new TestCluster();

        var answer = await SendAsync(cluster, "App1:Short");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("RateLimit", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task PerAddress_AdminCalls_AreNotCounted()
    {
        await using var cluster = Cluster("PerAddress");

        for (var call = 0; call < 5; call++)
        {
            using var answer = await cluster.Client.GetAsync(new Uri("/admin/stats", UriKind.Relative), Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static TestCluster Cluster(string limit) => new(broker: new Dictionary<string, string>
    {
        [$"Broker:Limits:{limit}:PerSecond"] = "0.01",
        [$"Broker:Limits:{limit}:Burst"] = "2",
    });

    private static async Task<HttpResponseMessage> SendAsync(TestCluster cluster, string job)
    {
        using var content = new StringContent(job, Encoding.UTF8, "text/plain");
        return await cluster.Client.PostAsync(new Uri("/process", UriKind.Relative), content, Token);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, string limit, string detail)
    {
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(100));
        Assert.Matches($"^\"{limit}\";r=0;t=[0-9]+$", Single(answer, "RateLimit"));
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        Assert.Contains(detail, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static string Single(HttpResponseMessage answer, string header) => answer.Headers.GetValues(header).Single();
}
