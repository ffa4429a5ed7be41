using System.Net;
using EndToEnd.Tests.Processes;
using Sockets;

namespace EndToEnd.Tests.Systems;

/// <summary>Two real workers, and a third that fails at every job, or every fourth, in all the ways there are, one after the other.</summary>
public sealed class BadAnswerTests
{
    private const int Jobs = 3000;
    private const int FailuresInRow = 5;
    private const string Body = "Worker 3 processed it.";
    private const string HalfAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";

    [Theory]
    [InlineData(4)]
    [InlineData(1)]
    public async Task Repeatable_AWorkerAnswersBadly_NoJobFails(int nth)
    {
        await using var bad = RawBackend.Every(nth, [.. Broken(), RawBackend.Answers("500 No"), RawBackend.Answers("503 No", "Retry-After: 1\r\n")], Good());
        await using var system = await TestSystem.StartAsync(others: bad.Address);
        await using var load = new Load(system, clients: 12);

        await load.ReachesAsync(Jobs);
        await load.StopAsync();

        Assert.Empty(load.Failures);
        await NoticedAsync(system, bad, nth);
        Assert.True((await system.GetAsync("admin/stats")).GetProperty("retried").GetInt32() > 0);
        await system.NothingIsLeftAsync();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(1)]
    public async Task NotRepeatable_AWorkerAnswersBadly_FailuresAreHonestAndNoneRunsTwice(int nth)
    {
        await using var bad = RawBackend.Every(nth, Broken(), Good());
        await using var system = await TestSystem.StartAsync(["--Broker:Retry:Repeatable=false"], others: bad.Address);
        await using var load = new Load(system, clients: 12);

        await load.ReachesAsync(Jobs);
        await load.StopAsync();

        Assert.NotEmpty(load.Failures);
        Assert.All(load.Failures, failure => Assert.True(
            failure.Status == HttpStatusCode.BadGateway && failure.Text.Contains("Worker 3", StringComparison.Ordinal), failure.ToString()));
        Assert.Equal(0, (await system.GetAsync("admin/stats")).GetProperty("retried").GetInt32());

        // Where it failed, it was run nowhere else; where it did not, once, here or there.
        var runs = system.Runs();
        Assert.All(runs, run => Assert.Equal(1, run.Value));
        Assert.DoesNotContain(load.Failures, failure => runs.ContainsKey(failure.Job));
        await NoticedAsync(system, bad, nth);
        await system.NothingIsLeftAsync();
    }

    private static RawBackend Good() => RawBackend.Answers("200 OK", body: Body);

    private static RawBackend[] Broken() =>
    [
        RawBackend.Resets(),
        RawBackend.Says(HalfAnswer, thenResets: true),
        RawBackend.Says(HalfAnswer),
        RawBackend.Says("SSH-2.0-OpenSSH_9.6\r\n"),
        RawBackend.Repeats("HTTP/1.1 200 OK\r\n", new string('x', 1000) + ": y\r\n"),
        RawBackend.GrowsStale(Body),
    ];

    // One that fails at every job is ejected after a few, and again after each trial; at every fourth, it is so only after many.
    private static async Task NoticedAsync(TestSystem system, RawBackend bad, int nth)
    {
        if (nth == 1)
        {
            Assert.InRange(bad.Received, FailuresInRow, Jobs / 10);
            await system.Broker.LineAsync($"warn: Worker 3 at {bad.Address} was ejected for ");
        }
        else
        {
            Assert.True(bad.Received > FailuresInRow * nth, $"{bad.Received} jobs came to the bad one");
        }

        Assert.InRange((await system.GetAsync("admin/workers"))[2].GetProperty("failed").GetInt32(), bad.Received / 8, bad.Received);
    }
}
