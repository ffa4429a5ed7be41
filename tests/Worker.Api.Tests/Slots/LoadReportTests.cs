using System.Net;
using System.Text.Json;
using Balancing.Core.Reporting;
using Worker.Api.Jobs;
using Worker.Api.Tests.Hosts;

namespace Worker.Api.Tests.Slots;

/// <summary>What the worker says of itself on its answers.</summary>
public class LoadReportTests
{
    [Fact]
    public async Task Process_Answer_CarriesTheLoadAfterTheJob()
    {
        var options = new WorkerOptions { Slots = 4, Simulate = new SimulateOptions { Short = TimeSpan.Zero, Long = TimeSpan.Zero } };
        await using var worker = await WorkerServer.StartAsync(options);

        using var first = await worker.SendAsync("App1", type: "Short");
        var report = ReportOf(first);
        Assert.Equal((4, 0, 0, 0.0), (report.Slots, report.InFlight, report.Queued, report.Utilization));
        Assert.NotNull(report.ShortTime);
        Assert.Null(report.LongTime);
        Assert.InRange(report.PerSecond!.Value, 0.1, 1000);

        using var second = await worker.SendAsync("App2", type: "Long");
        Assert.NotNull(ReportOf(second).LongTime);
        var load = await worker.LoadAsync();
        Assert.Equal((4, 0, 0), (load.Slots, load.InFlight, load.Queued));
        Assert.NotNull(load.ShortMs);
        Assert.NotNull(load.LongMs);
    }

    [Fact]
    public async Task Process_Refusals_CarryTheLoadToo()
    {
        using var handler = new GatedHandler();
        await using var worker = await WorkerServer.StartAsync(new WorkerOptions { Slots = 1, MaxQueue = 0 }, handler: handler);
        var running = worker.SendAsync("App1");
        await worker.UntilLoadAsync(1, 0);

        using var full = await worker.SendAsync("App2");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, full.StatusCode);
        Assert.Equal(new LoadReport(1, 1, 0, Utilization: 1, PerSecond: 0), ReportOf(full));
        using var badJob = await worker.SendAsync("no:such:job");
        Assert.Equal(HttpStatusCode.BadRequest, badJob.StatusCode);
        Assert.Equal(1, ReportOf(badJob).InFlight);
        using var wrongMethod = await worker.Client.GetAsync("/process", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrongMethod.StatusCode);
        Assert.Equal(1, ReportOf(wrongMethod).InFlight);
        using var ready = await worker.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Equal(1, ReportOf(ready).InFlight);

        var stopping = worker.App.StopAsync(TestContext.Current.CancellationToken);
        HttpResponseMessage draining;
        do
        {
            draining = await worker.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        }
        while (draining.StatusCode != HttpStatusCode.ServiceUnavailable);
        Assert.Equal(1, ReportOf(draining).InFlight);
        using var refused = await worker.SendAsync("App3");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(1, ReportOf(refused).InFlight);

        handler.Release();
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
        await stopping.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Load_NothingRunYet_IsTheContractsThreeMembers()
    {
        await using var worker = await WorkerServer.StartAsync(new WorkerOptions { Slots = 3 });
        using var answer = await worker.Client.GetAsync("/load", TestContext.Current.CancellationToken);
        Assert.Equal("""{"slots":3,"inFlight":0,"queued":0}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Load_AfterJobs_IsReadByTheBrokersReader()
    {
        await using var worker = await WorkerServer.StartAsync(new WorkerOptions { Simulate = new SimulateOptions { Short = TimeSpan.FromMilliseconds(2) } });
        using var job = await worker.SendAsync("App1", type: "Short");

        var body = await worker.Client.GetByteArrayAsync("/load", TestContext.Current.CancellationToken);
        Assert.Null(LoadReportReader.ReadLoad(body, out var report));
        Assert.Equal(8, report.Slots);
        Assert.Equal(ReportOf(job).ShortTime, report.ShortTime);
        using var json = JsonDocument.Parse(body);
        Assert.InRange(json.RootElement.GetProperty("shortMs").GetDouble(), 1, 5000);
    }

    private static LoadReport ReportOf(HttpResponseMessage answer)
    {
        var header = Assert.Single(answer.Headers.GetValues("endpoint-load-metrics"));
        Assert.StartsWith("JSON {", header, StringComparison.Ordinal);
        Assert.Null(LoadReportReader.ReadOrca(header, out var report));
        return report;
    }
}
