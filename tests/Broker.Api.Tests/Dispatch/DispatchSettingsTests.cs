using System.Net;
using System.Text;
using System.Text.Json;

namespace Broker.Api.Tests.Dispatch;

/// <summary>The settings of the dispatch, as they are shown and changed while jobs wait.</summary>
public sealed class DispatchSettingsTests : OneSlotTests
{
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
        Worker.End("App0");
        await CameAsync("App1");
        await PutAsync("""{"slots":"unlimited"}""");
        await Eventually.HoldsAsync(() => Worker.Running == 4, () => $"{Worker.Running} run");
        for (var job = 1; job <= 4; job++)
        {
            Worker.End($"App{job}");
        }

        Assert.All(await Task.WhenAll(jobs), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task GetDispatch_AtTheStart_IsWhatTheSettingsSay()
    {
        using var dispatch = JsonDocument.Parse(await Client.GetStringAsync("/admin/dispatch", Token));

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
        var before = await Client.GetStringAsync("/admin/dispatch", Token);

        using var answer = await Client.PutAsync("/admin/dispatch", new StringContent(body, Encoding.UTF8, "application/json"), Token);

        await AssertProblemAsync(answer, HttpStatusCode.BadRequest, told);
        Assert.Equal(before, await Client.GetStringAsync("/admin/dispatch", Token));
    }

    [Fact]
    public async Task PutDispatch_Weights_TheHeavierApplicationGoesMoreOften()
    {
        await PutAsync("""{"weights":{"gold":3,"a,b":2},"deadlineShort":"90s"}""");
        using var dispatch = JsonDocument.Parse(await Client.GetStringAsync("/admin/dispatch", Token));
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
            await Eventually.HoldsAsync(() => Worker.Came.Count == ended + 1 && Worker.Running == 1, () => string.Join(' ', Worker.Came));
            Worker.End(Worker.Came.Last());
        }

        Assert.Equal(["App0", "plain", "gold", "gold", "gold", "plain", "gold"], Worker.Came);
        Assert.All(await Task.WhenAll(jobs), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }
}
