using System.Diagnostics;
using System.Net;
using EndToEnd.Tests.Processes;

namespace EndToEnd.Tests.Systems;

/// <summary>Three times as many Shorts as three workers can do, on real sockets: what is promised for that, in kind.</summary>
public sealed class OverloadTests
{
    // 3 x 2 slots and 40 ms: 150 jobs/s, which no machine notices.
    private const double Capacity = 150;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1.5);

    // What a machine that is busy with other tests may add. The figures of a quiet one are those of bench/overload.
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task ThreeTimesTheCapacity_IsRefusedAtOnceAndTheRestIsServedAsEver()
    {
        await using var system = await TestSystem.StartAsync(["--Broker:Dispatch:Deadline:Short=00:00:01.5"], ["--slots", "2", "--short", "40ms"]);
        await SendAsync(system, rate: 0.7, TimeSpan.FromSeconds(1)); // what runs for the first time is slow

        var overload = await SendAsync(system, rate: 3, TimeSpan.FromSeconds(4));

        var served = overload.Where(job => job.Status == HttpStatusCode.OK).ToArray();
        var refused = overload.Where(job => job.Status == HttpStatusCode.ServiceUnavailable).ToArray();
        var late = overload.Where(job => job.Status == HttpStatusCode.GatewayTimeout).ToArray();
        Assert.Equal(overload.Count, served.Length + refused.Length + late.Length);
        Assert.InRange(late.Length, 0, overload.Count / 50); // where the machine stands still for a while, some are
        Assert.InRange(served.Length, 0.5 * 4 * Capacity, (1.1 * 4 * Capacity) + 100); // and what waited at its end; a collapse serves next to none
        Assert.True(Percentile(served, 0.99) < Deadline + Busy, $"p99 of those served {Percentile(served, 0.99)}");
        Assert.All(refused, job => Assert.InRange(job.RetryAfter ?? TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)));
        Assert.True(Percentile(refused, 0.5) < Busy, $"half of the refused heard it within {Percentile(refused, 0.5)}");

        // It is over.
        await SendAsync(system, rate: 0.5, TimeSpan.FromSeconds(1));
        var after = await SendAsync(system, rate: 0.5, TimeSpan.FromSeconds(1));
        Assert.All(after, job => Assert.Equal(HttpStatusCode.OK, job.Status));
        Assert.True(Percentile(after, 0.5) < Busy, $"half are served within {Percentile(after, 0.5)}");
        var stats = await system.GetAsync("admin/stats");
        Assert.Equal((0, 0), (stats.GetProperty("inFlight").GetInt32(), stats.GetProperty("queued").GetInt32()));
    }

    // An open loop: jobs come at their moments, whatever has become of those before.
    private static async Task<IReadOnlyList<Outcome>> SendAsync(TestSystem system, double rate, TimeSpan time)
    {
        var jobs = new List<Task<Outcome>>();
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < time)
        {
            while (jobs.Count < Stopwatch.GetElapsedTime(begun).TotalSeconds * rate * Capacity)
            {
                jobs.Add(SendOneAsync(system, jobs.Count));
            }

            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        return await Task.WhenAll(jobs);
    }

    private static async Task<Outcome> SendOneAsync(TestSystem system, int number)
    {
        var begun = Stopwatch.GetTimestamp();
        using var answer = await system.SendAsync($"App{number % 20}:Short");
        return new Outcome(answer.StatusCode, Stopwatch.GetElapsedTime(begun), answer.Headers.RetryAfter?.Delta);
    }

    private static TimeSpan Percentile(IReadOnlyCollection<Outcome> jobs, double share)
        => jobs.Select(job => job.Took).Order().ElementAt((int)(share * (jobs.Count - 1)));

    private sealed record Outcome(HttpStatusCode Status, TimeSpan Took, TimeSpan? RetryAfter);
}
