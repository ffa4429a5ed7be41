using System.Globalization;
using System.Text;
using System.Text.Json;
using EndToEnd.Tests.Processes;

namespace EndToEnd.Tests.Systems;

/// <summary>A running <c>lb up</c> restarts its workers under load.</summary>
public sealed class RollingRestartTests
{
    [Fact]
    public async Task Restart_RollingUnderLoad_LosesNoJob()
    {
        await using var up = ProgramProcess.Start(
            Programs.Client,
            ["up", "--workers", "3", "--port", "0", "--first-port", "0"],
            new Dictionary<string, string> { ["Worker__Simulate__Short"] = "2ms", ["Worker__Simulate__Long"] = "100ms" });
        var port = (await up.PortAsync("Broker server running")).ToString(CultureInfo.InvariantCulture);
        using var client = new HttpClient { Timeout = Wait.Bound };
        await using var load = new Load(
            job => client.PostAsync(
                new Uri($"http://localhost:{port}/process"), new StringContent(job, Encoding.UTF8, "text/plain"), TestContext.Current.CancellationToken),
            clients: 8);
        await load.ReachesAsync(100);

        for (var round = 0; round < 3; round++)
        {
            await using var restart = ProgramProcess.Start(Programs.Client, "restart", "--rolling", "--broker", $"localhost:{port}");
            Assert.Equal(0, await restart.ExitCodeAsync());
            Assert.Equal(["Worker 1 was restarted.", "Worker 2 was restarted.", "Worker 3 was restarted."], restart.Output);
            Assert.Empty(restart.Error);
        }

        await load.ReachesAsync(Math.Max(3000, load.Done + 100));
        await load.StopAsync();
        Assert.Empty(load.Failures);
        await Wait.UntilAsync(
            async () =>
            {
                using var stats = JsonDocument.Parse(await client.GetStringAsync(new Uri($"http://localhost:{port}/admin/stats"), TestContext.Current.CancellationToken));
                return stats.RootElement.GetProperty("inFlight").GetInt32() == 0 && stats.RootElement.GetProperty("queued").GetInt32() == 0;
            },
            () => "nothing runs or waits in the broker");
    }

    [Fact]
    public async Task Up_ToldToStopAfterARestart_DrainsAndExits0()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no signals to send
        }

        await using var up = ProgramProcess.Start(Programs.Client, "up", "--workers", "2", "--port", "0", "--first-port", "0");
        var port = (await up.PortAsync("Broker server running")).ToString(CultureInfo.InvariantCulture);
        await using var restart = ProgramProcess.Start(Programs.Client, "restart", "--rolling", "--broker", $"localhost:{port}");
        Assert.Equal(0, await restart.ExitCodeAsync());

        await up.SignalAsync("TERM");

        Assert.Equal(0, await up.ExitCodeAsync());
    }
}
