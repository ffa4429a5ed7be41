using System.Net;
using System.Text;
using System.Text.Json;

namespace Broker.Api.Tests.Dashboard;

/// <summary>The simulator asked about the jobs of the last minutes.</summary>
public sealed class WhatIfTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatIf_OneWorkerWithOneSlot_IsSlowerForTheSameJobs()
    {
        await using var cluster = new TestCluster();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(async number =>
        {
            using var answer = await cluster.Client.PostAsync("/process", new StringContent($"A:{(number % 10 == 0 ? "Long" : "Short")}", Encoding.UTF8, "text/plain"), Token);
            answer.EnsureSuccessStatusCode();
        }));

        var view = await AskAsync(cluster.Client, """{"workers":1,"slots":1,"order":"arrival"}""");

        Assert.Equal(60, view.GetProperty("jobs").GetInt32());
        var (now, then) = (view.GetProperty("now"), view.GetProperty("then"));
        Assert.True(then.GetProperty("shortP99").GetDouble() > now.GetProperty("shortP99").GetDouble(), view.ToString());
        Assert.EndsWith("3 × 8", now.GetProperty("setting").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("arrival, reservation computed, 1 × 1", then.GetProperty("setting").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(0, then.GetProperty("shortCurve").GetArrayLength());
        using var policy = JsonDocument.Parse(await cluster.Client.GetStringAsync("/admin/dispatch", Token));
        Assert.Equal("short-first", policy.RootElement.GetProperty("order").GetString()); // nothing was changed
    }

    [Theory]
    [InlineData("""{"policy":"best"}""", 400, "it is one of round-robin")]
    [InlineData("""{"order":"any"}""", 400, "must be one of arrival, short-first")]
    [InlineData("""{"slots":0}""", 400, "from 1 to 1000")]
    [InlineData("""{"cluster":"other"}""", 400, "There is no cluster 'other'")]
    [InlineData("[]", 400, "The body is not an object")]
    [InlineData("{}", 409, "No job has ended within the last two minutes")]
    public async Task WhatIf_AskedWrongly_SaysWhy(string body, int status, string detail)
    {
        await using var cluster = new TestCluster();

        using var answer = await cluster.Client.PostAsync("/admin/what-if", new StringContent(body, Encoding.UTF8, "application/json"), Token);

        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        Assert.Contains(detail, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> AskAsync(HttpClient client, string body)
    {
        using var answer = await client.PostAsync("/admin/what-if", new StringContent(body, Encoding.UTF8, "application/json"), Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }
}
