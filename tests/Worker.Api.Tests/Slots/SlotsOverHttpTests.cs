using System.Net;
using Microsoft.Extensions.Logging;
using Worker.Api.Tests.Hosts;

namespace Worker.Api.Tests.Slots;

/// <summary>Slots, queue and disconnects as clients meet them.</summary>
public class SlotsOverHttpTests
{
    [Fact]
    public async Task Process_MoreJobsThanSlots_RunInTheOrderTheyCame()
    {
        using var handler = new GatedHandler();
        await using var worker = await WorkerServer.StartAsync(new WorkerOptions { Slots = 2 }, handler: handler);
        var answers = new List<Task<HttpResponseMessage>>();
        for (var i = 1; i <= 6; i++)
        {
            answers.Add(worker.SendAsync($"App{i}"));
            await worker.UntilLoadAsync(Math.Min(i, 2), Math.Max(0, i - 2));
        }

        Assert.Equal("""{"slots":2,"inFlight":2,"queued":4}""", await worker.Client.GetStringAsync("/load", TestContext.Current.CancellationToken));
        for (var queued = 3; queued >= 0; queued--)
        {
            handler.Release();
            await worker.UntilLoadAsync(2, queued);
        }

        handler.Release(2);
        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(["App3", "App4", "App5", "App6"], handler.Begun.Skip(2));
        await worker.UntilLoadAsync(0, 0);
    }

    [Fact]
    public async Task Process_QueueFull_Is503WithRetryAfter()
    {
        using var handler = new GatedHandler();
        await using var worker = await WorkerServer.StartAsync(new WorkerOptions { Slots = 1, MaxQueue = 1 }, handler: handler);
        var running = worker.SendAsync("App1");
        await worker.UntilLoadAsync(1, 0);
        var waiting = worker.SendAsync("App2");
        await worker.UntilLoadAsync(1, 1);

        using var refused = await worker.SendAsync("App3");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("All 1 slots are taken and 1 jobs wait already. Ask again later.", (await WorkerServer.ProblemOf(refused)).Detail);

        handler.Release(2);
        Assert.All(await Task.WhenAll(running, waiting), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task Process_ClientsLeave_FreeTheirSlotsAndPlaces()
    {
        using var handler = new GatedHandler();
        await using var worker = await WorkerServer.StartAsync(new WorkerOptions { Slots = 1 }, handler: handler);
        using var firstLeaves = new CancellationTokenSource();
        using var secondLeaves = new CancellationTokenSource();
        var running = worker.SendAsync("App1", firstLeaves);
        await worker.UntilLoadAsync(1, 0);
        var waiting = worker.SendAsync("App2", secondLeaves);
        await worker.UntilLoadAsync(1, 1);
        var stays = worker.SendAsync("App3");
        await worker.UntilLoadAsync(1, 2);

        // One after the other: were the first seen to leave before the second, the second would have its slot for a moment.
        await secondLeaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await worker.UntilLoadAsync(1, 1);
        await firstLeaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await worker.UntilLoadAsync(1, 0);
        handler.Release();
        using var answer = await stays;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["App1", "App3"], handler.Begun);
        await worker.UntilLoadAsync(0, 0);
        Assert.DoesNotContain(worker.Log.Lines, line => line.Level >= LogLevel.Warning);
    }
}
