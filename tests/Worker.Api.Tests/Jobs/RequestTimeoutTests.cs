using System.Net;
using Worker.Api.Tests.Hosts;

namespace Worker.Api.Tests.Jobs;

public class RequestTimeoutTests
{
    [Fact]
    public async Task Process_TimePassesWhileItWaits_Is504AndNeverRun()
    {
        using var handler = new GatedHandler();
        await using var worker = await WorkerServer.StartAsync(new WorkerOptions { Slots = 1 }, handler: handler);
        var running = worker.SendAsync("App1");
        await worker.UntilLoadAsync(1, 0);

        using var late = await worker.SendAsync("App2", timeout: "0.05");

        Assert.Equal(HttpStatusCode.GatewayTimeout, late.StatusCode);
        Assert.Equal(
            "The 0.05 s of its Request-Timeout passed before the job had a slot; it was not run. Allow more time, or send fewer jobs.",
            (await WorkerServer.ProblemOf(late)).Detail);
        await worker.UntilLoadAsync(1, 0);
        handler.Release();
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
        Assert.Equal(["App1"], handler.Begun);
    }

    [Theory]
    [InlineData("30")]
    [InlineData("86400")]
    [InlineData("12.5")]
    public async Task Process_EnoughTime_IsRun(string timeout)
    {
        using var handler = new GatedHandler();
        await using var worker = await WorkerServer.StartAsync(handler: handler);
        handler.Release();
        using var answer = await worker.SendAsync("App1", timeout: timeout);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("3153600000")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("1,5")]
    [InlineData("5s")]
    public async Task Process_NotATime_Is400(string timeout)
    {
        await using var worker = await WorkerServer.StartAsync();
        using var answer = await worker.SendAsync("App1", timeout: timeout);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            $"The header Request-Timeout is '{timeout}'; it must be a number of seconds above 0, at most 86400, such as 2.5. Leave it out for no limit.",
            (await WorkerServer.ProblemOf(answer)).Detail);
    }
}
