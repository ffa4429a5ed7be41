using System.Net;
using System.Text;
using System.Text.Json;

namespace Broker.Api.Tests.Dispatch;

/// <summary>How jobs wait for the slot, and what those hear that cannot have it.</summary>
public sealed class DispatchTests : OneSlotTests
{
    [Fact]
    public async Task Jobs_OneSlot_WaitInTheBrokerShortFirst()
    {
        var first = await HoldAsync("App1:Long");
        var second = SendAsync("App2:Long");
        await QueuedAsync(1);
        var third = SendAsync("App3:Short");
        await QueuedAsync(2);

        Assert.Equal(["App1"], Worker.Came);
        Worker.End("App1");
        await CameAsync("App3");
        Worker.End("App3");
        await CameAsync("App2");
        Worker.End("App2");

        Assert.Equal(["App1", "App3", "App2"], Worker.Came);
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
        Worker.End("App1");
        using var answer = await first;
        Assert.Equal(["App1"], Worker.Came);
        await Eventually.ContainsAsync("\"inFlight\":0,", StatsAsync);
    }

    [Fact]
    public async Task Deadline_PassesInTheQueue_Is504AndTheJobIsNotSent()
    {
        var first = await HoldAsync("App1:Long");

        using var late = await SendAsync("App2:Short", headers: ("Request-Timeout", "0.05"));

        await AssertProblemAsync(late, HttpStatusCode.GatewayTimeout, "it was not run");
        Worker.End("App1");
        using var answer = await first;
        Assert.Equal(["App1"], Worker.Came);
    }

    [Fact]
    public async Task Deadline_PassesAtTheWorker_Is504()
    {
        using var late = await SendAsync("App1:Short", headers: ("Request-Timeout", "0.3"));

        await AssertProblemAsync(late, HttpStatusCode.GatewayTimeout, "may have run");
        await Eventually.HoldsAsync(() => Worker.Running == 0, () => $"{Worker.Running} jobs run on");
    }

    [Fact]
    public async Task Deadline_WhatIsLeft_GoesOnToTheWorker()
    {
        var first = await HoldAsync("App1:Long");
        var second = SendAsync("App2:Short", headers: ("Request-Timeout", "60"));
        await QueuedAsync(1);
        Worker.End("App1");
        await CameAsync("App2");
        Worker.End("App2");
        using var answers = await first;
        using var answer = await second;

        Assert.Equal("", Worker.Timeouts["App1"]);
        Assert.InRange(double.Parse(Worker.Timeouts["App2"], System.Globalization.CultureInfo.InvariantCulture), 1, 60);
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
            Worker.End(application);
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
        Assert.Empty(Worker.Came);
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
        Worker.End("App1");
        using var answer = await first;
        await Eventually.HoldsAsync(() => Worker.Came.Count == 2, () => string.Join(' ', Worker.Came));
        Worker.End("App1");
        using var other = await second;
    }

    [Fact]
    public async Task JobType_InTheBrokersDeadlines_EndsJobsThatBringNone()
    {
        await PutAsync("""{"deadlineShort":"200ms"}""");
        var first = await HoldAsync("App1:Long");

        using var late = await SendAsync("App2:Short");

        await AssertProblemAsync(late, HttpStatusCode.GatewayTimeout, "it was not run");
        Worker.End("App1");
        using var answer = await first;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static double QueueTime(HttpResponseMessage answer) => double.Parse(
        answer.Headers.GetValues("Server-Timing").Single().Split(',')[0]["queue;dur=".Length..], System.Globalization.CultureInfo.InvariantCulture);
}
