using Worker.Api.Slots;

namespace Worker.Api.Tests.Slots;

public class WorkbenchTests
{
    private static CancellationToken Running => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnterAsync_SlotsTaken_LetsFurtherJobsInInTheOrderTheyCame()
    {
        using var bench = new Workbench(slots: 2, maxQueue: 10);
        var first = await bench.EnterAsync(Running);
        using var second = await bench.EnterAsync(Running);
        var waiting = Enumerable.Range(0, 5).Select(_ => bench.EnterAsync(Running).AsTask()).ToArray();
        Assert.Equal(new LoadReport(2, 2, 5), bench.Report());

        var running = first;
        foreach (var next in waiting)
        {
            Assert.False(next.IsCompleted);
            running.Dispose();
            running = await next.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.True(running.IsAcquired);
        }

        running.Dispose();
        Assert.Equal(new LoadReport(2, 1, 0), bench.Report());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task EnterAsync_QueueFull_TurnsTheNextAway(int maxQueue)
    {
        using var bench = new Workbench(slots: 1, maxQueue);
        using var running = await bench.EnterAsync(Running);
        for (var i = 0; i < maxQueue; i++)
        {
            _ = bench.EnterAsync(Running).AsTask();
        }

        using var refused = await bench.EnterAsync(Running);
        Assert.False(refused.IsAcquired);
        Assert.Equal(new LoadReport(1, 1, maxQueue), bench.Report());
    }

    [Fact]
    public async Task EnterAsync_WaitingClientLeaves_FreesItsPlaceAndKeepsTheOthersOrder()
    {
        using var bench = new Workbench(slots: 1, maxQueue: 2);
        var running = await bench.EnterAsync(Running);
        using var leaving = new CancellationTokenSource();
        var left = bench.EnterAsync(leaving.Token).AsTask();
        var stays = bench.EnterAsync(Running).AsTask();

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal(1, bench.Report().Queued);

        running.Dispose();
        using var next = await stays.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.True(next.IsAcquired);
    }

    [Fact]
    public async Task EnterAsync_ManyThreadsComeAndLeave_NeverMoreThanTheSlotsAndNothingLeftBehind()
    {
        using var bench = new Workbench(slots: 3, maxQueue: 10_000);
        var running = 0;
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 200; i++)
            {
                using var leaving = new CancellationTokenSource();
                if (random.Next(4) == 0)
                {
                    leaving.CancelAfter(TimeSpan.FromMilliseconds(random.Next(2)));
                }

                try
                {
                    using var lease = await bench.EnterAsync(leaving.Token);
                    var now = Interlocked.Increment(ref running);
                    InterlockedMax(ref most, now);
                    await Task.Yield(); // others get a chance to break in
                    Interlocked.Decrement(ref running);
                }
                catch (OperationCanceledException)
                {
                    // it left while waiting
                }
            }
        }, Running)));
        Assert.InRange(most, 1, 3);
        Assert.Equal(new LoadReport(3, 0, 0), bench.Report());
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen;)
        {
            seen = Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
