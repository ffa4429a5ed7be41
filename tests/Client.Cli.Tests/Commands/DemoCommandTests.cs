using System.Net;
using System.Net.Sockets;
using Client.Cli.Tests.Stubs;

namespace Client.Cli.Tests.Commands;

/// <summary>The whole system, for real, on free ports.</summary>
public sealed class DemoCommandTests
{
    private static readonly string[] FreePorts = ["--port", "0", "--first-port", "0"];

    [Fact]
    public async Task Demo_RoundRobin_PrintsTheRotationAndTheSpread()
    {
        var run = await LbRun.OfAsync(["demo", .. FreePorts]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            [
                "Client received: Worker 1 processed complex (Long) request for App1.",
                "Client received: Worker 2 processed simple (Short) request for App2.",
                "Client received: Worker 3 processed complex (Long) request for App3.",
                "Client received: Worker 1 processed simple (Short) request for App4.",
            ],
            run.OutputLines.Where(line => line.StartsWith("Client received:", StringComparison.Ordinal)));
        Assert.Equal(
            [
                ["worker", "jobs", "Long", "Short", "share"],
                ["1", "2", "1", "1", "50", "%"],
                ["2", "1", "0", "1", "25", "%"],
                ["3", "1", "1", "0", "25", "%"],
            ],
            run.OutputLines.TakeLast(4).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task Demo_Slow_SaysWhereTheDashboardIsAndTakesItsTime()
    {
        using var ctrlC = new CancellationTokenSource();
        var demo = new LbRun();
        var running = demo.RunUntilAsync(ctrlC.Token, ["demo", "--slow", .. FreePorts]);
        await Until.TrueAsync(() => demo.OutputLines.Any(line => line.StartsWith("Dashboard: http://", StringComparison.Ordinal)) || running.IsCompleted);

        Assert.False(running.IsCompleted, demo.Error);
        await ctrlC.CancelAsync();
        await running.Within();
        Assert.Equal(130, demo.ExitCode);
    }

    [Fact]
    public async Task Demo_OneWorkerAndAnotherPolicy_GivesItEverything()
    {
        var run = await LbRun.OfAsync(["demo", "--workers", "1", "--policy", "balanced", .. FreePorts]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["1", "4", "2", "2", "100", "%"], run.OutputLines[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("--port", "--first-port")]
    [InlineData("--first-port", "--port")]
    public async Task Demo_PortInUse_IsOneLineWithThePortAndItsFlag(string taken, string free)
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        var run = await LbRun.OfAsync("demo", "--workers", "1", taken, port, free, "0");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        var line = Assert.Single(run.ErrorLines);
        Assert.StartsWith($"lb: Port {port} is in use", line, StringComparison.Ordinal);
        Assert.EndsWith($"{taken}.", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port 8082", "lb: --port 8082 is among the workers' ports, 8081 to 8083; choose another, or another --first-port.")]
    [InlineData("--workers 3 --first-port 65534", "lb: --first-port 65534 and --workers 3 would end at port 65536; ports end at 65535.")]
    [InlineData("--workers 0", "lb demo: --workers is '0'; it must be a whole number from 1 to 1000.")]
    [InlineData("--policy round-robbin", "lb demo: --policy is 'round-robbin'; it must be one of round-robin, least-requests, balanced, weighted-round-robin, weighted-least-requests, power-of-two, peak-ewma, random, consistent-hash, prequal; the nearest is round-robin.")]
    public async Task Demo_WrongUsage_StartsNothing(string flags, string fault)
    {
        var run = await LbRun.OfAsync(["demo", .. flags.Split(' ')]);

        Assert.Equal((2, fault), (run.ExitCode, run.ErrorLines[0]));
    }
}
