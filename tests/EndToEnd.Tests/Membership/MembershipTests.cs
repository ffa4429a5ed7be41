using System.Globalization;
using System.Net;
using EndToEnd.Tests.Processes;
using EndToEnd.Tests.Systems;

namespace EndToEnd.Tests.Membership;

/// <summary>Workers come and go as processes do, and the broker does, too.</summary>
public sealed class MembershipTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_KilledWithoutAWord_LapsesAndIsBackAsANewProcess()
    {
        await using var system = await MemberSystem.StartAsync();
        var worker = await system.StartWorkerAsync(1);
        using (var answer = await system.SendAsync("App1:Short"))
        {
            Assert.Equal("Worker 1 processed simple (Short) request for App1.", await answer.Content.ReadAsStringAsync(Cancel));
        }

        var before = (await system.WorkersAsync())[0].GetProperty("membership").GetProperty("epoch").GetInt64();
        await worker.KillAsync();
        await system.Broker.LineAsync("warn: Worker 1 at http://127.0.0.1:");
        await Wait.UntilAsync(async () => (await system.WorkersAsync()).Length == 0, () => "the worker is gone");
        using (var refused = await system.SendAsync("App2:Short"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        await system.StartWorkerAsync(1);
        using (var answer = await system.SendAsync("App3:Short"))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.True((await system.WorkersAsync())[0].GetProperty("membership").GetProperty("epoch").GetInt64() > before);
    }

    [Fact]
    public async Task Worker_RestartedBeforeItsLeaseLapses_TakesItsOwnPlace()
    {
        await using var system = await MemberSystem.StartAsync();
        var worker = await system.StartWorkerAsync(1, "--lease", "1h");
        var before = (await system.WorkersAsync())[0];

        await worker.KillAsync();
        await system.StartWorkerAsync(1);

        var after = Assert.Single(await system.WorkersAsync());
        Assert.NotEqual(before.GetProperty("address").GetString(), after.GetProperty("address").GetString());
        await Wait.UntilAsync(
            async () =>
            {
                using var answer = await system.SendAsync("App1:Short");
                return answer.StatusCode == HttpStatusCode.OK;
            },
            () => "the new process is served");
        await system.Broker.LineAsync("Worker 1 at ");
    }

    [Fact]
    public async Task Broker_KilledAndStartedAgain_KnowsItsWorkersWithinAHeartbeat()
    {
        await using var system = await MemberSystem.StartAsync();
        foreach (var id in new[] { 1, 2, 3 })
        {
            await system.StartWorkerAsync(id);
        }

        await system.Broker.KillAsync();
        await system.StartBrokerAsync();
        await Wait.UntilAsync(async () => await system.StatesAsync() == "1:healthy 2:healthy 3:healthy", () => "all three are known again");

        using var answer = await system.SendAsync("App1:Short");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Workers_AllReplacedOneByOneUnderLoad_LoseNoJob()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no signals to send
        }

        await using var system = await MemberSystem.StartAsync();
        var workers = new List<ProgramProcess>();
        for (var id = 1; id <= 3; id++)
        {
            workers.Add(await system.StartWorkerAsync(id));
        }

        await using var load = new Load(system.SendAsync, clients: 8);
        await load.ReachesAsync(100);
        for (var id = 1; id <= 3; id++)
        {
            await workers[id - 1].SignalAsync("TERM");
            Assert.Equal(0, await workers[id - 1].ExitCodeAsync());
            await workers[id - 1].LineAsync($"Worker {id} left the broker");
            await system.StartWorkerAsync(id);
            await load.ReachesAsync(load.Done + 100);
        }

        Assert.Equal(0, load.Failed);

        // Once the probes of the last one have said so.
        await Wait.UntilAsync(async () => await system.StatesAsync() == "1:healthy 2:healthy 3:healthy", () => "all three healthy");
    }

    [Fact]
    public async Task Drain_UnderLoad_LosesNoJobAlsoWhenTheWorkerIsStopped()
    {
        await using var system = await TestSystem.StartAsync();
        await using var load = new Load(system, clients: 8);
        await load.ReachesAsync(100);

        await using (var drain = ProgramProcess.Start(Programs.Client, "drain", "2", "--broker", system.Address.AbsoluteUri))
        {
            Assert.Equal(0, await drain.ExitCodeAsync());
            Assert.Equal(["Worker 2 is drained."], drain.Output);
        }

        await system.Worker(2).KillAsync(); // as rude as can be: there is nothing in it
        await load.ReachesAsync(load.Done + 100);
        await system.RestartWorkerAsync(2);
        await using (var open = ProgramProcess.Start(Programs.Client, "open", "2", "--broker", system.Address.AbsoluteUri))
        {
            Assert.Equal(0, await open.ExitCodeAsync());
        }

        var before = await AssignedAsync(system);
        await Wait.UntilAsync(async () => await AssignedAsync(system) > before, () => "worker 2 gets jobs again");
        Assert.Equal(0, load.Failed);
    }

    [Fact]
    public async Task Key_InAFile_IsWantedAndNeverShown()
    {
        const string Key = "a-key-that-nobody-may-see";
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Key + "\n", Cancel);
            await using var broker = ProgramProcess.Start(
                Programs.Broker, ["--port", "0", "--members", "registered"], new Dictionary<string, string> { ["Broker__Admin__Key"] = Key });
            var port = (await broker.PortAsync("Broker server running")).ToString(CultureInfo.InvariantCulture);
            string[] args = ["--count", "1", "--first-port", "0", "--broker", $"http://localhost:{port}"];

            await using var without = ProgramProcess.Start(Programs.Worker, args);
            Assert.Contains("it wants its admin key", await without.LineAsync("warn: Worker 1 could not register"), StringComparison.Ordinal);
            await using var with = ProgramProcess.Start(Programs.Worker, [.. args, "--broker-key-file", file]);
            await with.LineAsync("Worker 1 joined the broker");

            await using var help = ProgramProcess.Start(Programs.Worker, ["--help"], new Dictionary<string, string> { ["Worker__BrokerKey"] = Key });
            Assert.Equal(0, await help.ExitCodeAsync());
            Assert.All([broker, without, with, help], program => Assert.DoesNotContain(
                program.Output.Concat(program.Error), line => line.Contains(Key, StringComparison.Ordinal)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<int> AssignedAsync(TestSystem system)
        => (await system.GetAsync("admin/workers"))[1].GetProperty("assigned").GetInt32();
}
