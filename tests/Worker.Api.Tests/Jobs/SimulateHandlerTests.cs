using Job.Contracts;
using Microsoft.Extensions.Time.Testing;
using Worker.Api.Jobs;

namespace Worker.Api.Tests.Jobs;

public class SimulateHandlerTests
{
    [Theory]
    [InlineData(JobType.Short, 5)]
    [InlineData(JobType.Long, 200)]
    public async Task RunAsync_Job_TakesTheTimeOfItsTypeAndMakesNothing(JobType type, int milliseconds)
    {
        var time = new FakeTimeProvider();
        var handler = new SimulateHandler(SimulatedDurations.For(new SimulateOptions(), 1), time);
        var running = handler.RunAsync(new JobRequest("A", type), TestContext.Current.CancellationToken).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
        Assert.False(running.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RunAsync_ClientLeaves_StopsWaiting()
    {
        using var leaving = new CancellationTokenSource();
        var handler = new SimulateHandler(SimulatedDurations.For(new SimulateOptions(), 1), new FakeTimeProvider());
        var running = handler.RunAsync(new JobRequest("A", JobType.Long), leaving.Token).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
