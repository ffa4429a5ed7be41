using Balancing.Core.Queueing;
using Balancing.Core.Reporting;
using Job.Worker.Slots;
using Microsoft.Extensions.Time.Testing;

namespace Worker.Api.Tests.Slots;

public class WorkbenchTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Running => TestContext.Current.CancellationToken;

    private Workbench Bench(int slots, int maxQueue, QueueOrder order = QueueOrder.ShortFirst) => new(slots, maxQueue, order, _time);

    private static ValueTask<Place> Enter(
        Workbench bench, JobClass jobClass = JobClass.Long, double seconds = double.PositiveInfinity, CancellationToken? leaving = null)
        => bench.EnterAsync(jobClass, double.IsFinite(seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue, leaving ?? Running);

    [Fact]
    public async Task EnterAsync_SlotsTaken_LetsFurtherJobsInInTheOrderTheyCame()
    {
        using var bench = Bench(slots: 2, maxQueue: 10);
        var first = await Enter(bench);
        using var second = await Enter(bench);
        var waiting = Enumerable.Range(0, 5).Select(_ => Enter(bench).AsTask()).ToArray();
        Assert.Equal(new LoadReport(2, 2, 5), bench.Report());

        var running = first;
        foreach (var next in waiting)
        {
            Assert.False(next.IsCompleted);
            running.Dispose();
            running = await next.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.Null(running.Refusal);
        }

        running.Dispose();
        Assert.Equal(new LoadReport(2, 1, 0), bench.Report());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task EnterAsync_QueueFull_TurnsTheNextAway(int maxQueue)
    {
        using var bench = Bench(slots: 1, maxQueue);
        using var running = await Enter(bench);
        for (var i = 0; i < maxQueue; i++)
        {
            _ = Enter(bench).AsTask();
        }

        using var refused = await Enter(bench);
        Assert.Equal(RefusalReason.QueueFull, refused.Refusal);
        Assert.Equal(new LoadReport(1, 1, maxQueue), bench.Report());
    }

    [Fact]
    public async Task EnterAsync_WaitingClientLeaves_FreesItsPlaceAndKeepsTheOthersOrder()
    {
        using var bench = Bench(slots: 1, maxQueue: 2);
        var running = await Enter(bench);
        using var leaving = new CancellationTokenSource();
        var left = Enter(bench, leaving: leaving.Token).AsTask();
        var stays = Enter(bench).AsTask();

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal(1, bench.Report().Queued);

        running.Dispose();
        using var next = await stays.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Null(next.Refusal);
    }

    [Fact]
    public async Task EnterAsync_ManyThreadsComeAndLeave_NeverMoreThanTheSlotsAndNothingLeftBehind()
    {
        using var bench = Bench(slots: 3, maxQueue: 10_000);
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
                    using var lease = await Enter(bench, leaving: leaving.Token);
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

    [Theory]
    [InlineData(QueueOrder.ShortFirst, "S1 S2 L1 L2")]
    [InlineData(QueueOrder.Arrival, "L1 S1 L2 S2")]
    public async Task EnterAsync_ShortsAndLongsWait_GoInTheOrderAsSet(QueueOrder order, string expected)
    {
        using var bench = Bench(slots: 1, maxQueue: 10, order);
        var running = await Enter(bench);
        var waiting = new List<(string Name, Task<Place> Entered)>();
        foreach (var name in new[] { "L1", "S1", "L2", "S2" })
        {
            waiting.Add((name, Enter(bench, name[0] == 'S' ? JobClass.Short : JobClass.Long).AsTask()));
        }

        var went = new List<string>();
        while (waiting.Count > 0)
        {
            running.Dispose();
            running = await (await Task.WhenAny(waiting.Select(one => one.Entered))).WaitAsync(TimeSpan.FromSeconds(30), Running);
            var next = waiting.Single(one => one.Entered.IsCompleted);
            went.Add(next.Name);
            waiting.Remove(next);
        }

        Assert.Equal(expected, string.Join(' ', went));
    }

    [Fact]
    public async Task EnterAsync_ManyShortsBeforeALong_GiveItATurnAfterNine()
    {
        using var bench = Bench(slots: 1, maxQueue: 100);
        var running = await Enter(bench, JobClass.Short);
        var first = Enter(bench, JobClass.Long).AsTask();
        var shorts = Enumerable.Range(0, 20).Select(_ => Enter(bench, JobClass.Short).AsTask()).ToList();

        var went = 0;
        while (!first.IsCompleted)
        {
            Assert.InRange(went, 0, 9);
            running.Dispose();
            var next = await Task.WhenAny(shorts.Append(first)).WaitAsync(TimeSpan.FromSeconds(30), Running);
            running = await next;
            shorts.Remove(next);
            went++;
        }

        Assert.Equal(10, went);
    }

    [Fact]
    public async Task EnterAsync_DeadlinePassesWhileItWaits_IsRefusedAndNeverRun()
    {
        using var bench = Bench(slots: 1, maxQueue: 10);
        var running = await Enter(bench);
        var late = Enter(bench, seconds: 2.5).AsTask();
        var sooner = Enter(bench, seconds: 1).AsTask();

        _time.Advance(TimeSpan.FromSeconds(0.999));
        Assert.Equal(2, bench.Report().Queued);
        _time.Advance(TimeSpan.FromSeconds(0.001));
        using var refusedSooner = await sooner.WaitAsync(TimeSpan.FromSeconds(30), Running);
        Assert.Equal(RefusalReason.DeadlinePassed, refusedSooner.Refusal);
        Assert.Equal(1, bench.Report().Queued);

        _time.Advance(TimeSpan.FromSeconds(1.5));
        using var refusedLate = await late.WaitAsync(TimeSpan.FromSeconds(30), Running);
        Assert.Equal(RefusalReason.DeadlinePassed, refusedLate.Refusal);
        running.Dispose();
        Assert.Equal(new LoadReport(1, 0, 0), bench.Report());
    }

    [Fact]
    public async Task EnterAsync_NoTimeLeft_IsRefusedThoughASlotIsFree()
    {
        using var bench = Bench(slots: 1, maxQueue: 10);
        using var refused = await Enter(bench, seconds: 0);
        Assert.Equal(RefusalReason.DeadlinePassed, refused.Refusal);
        Assert.Equal(new LoadReport(1, 0, 0), bench.Report());
    }

    [Fact]
    public async Task EnterAsync_DeadlineBeyondAllTimers_Waits()
    {
        using var bench = Bench(slots: 1, maxQueue: 10);
        var running = await Enter(bench);
        var waiting = Enter(bench, seconds: TimeSpan.FromDays(400).TotalSeconds).AsTask();

        _time.Advance(TimeSpan.FromDays(399));
        Assert.Equal(1, bench.Report().Queued);
        running.Dispose();
        using var next = await waiting.WaitAsync(TimeSpan.FromSeconds(30), Running);
        Assert.Null(next.Refusal);
    }

    [Fact]
    public async Task EnterAsync_AlreadyLeft_TakesNoSlot()
    {
        using var bench = Bench(slots: 1, maxQueue: 10);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Enter(bench, leaving: new CancellationToken(canceled: true)).AsTask());
        Assert.Equal(new LoadReport(1, 0, 0), bench.Report());
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen;)
        {
            seen = Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
