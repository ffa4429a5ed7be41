using System.Net;
using System.Net.Sockets;
using EndToEnd.Tests.Processes;
using EndToEnd.Tests.Systems;

namespace EndToEnd.Tests.Brokers;

public sealed class BrokerProgramTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Terminate_WithALongJobInside_FinishesItRefusesOthersAndExits0()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no signals to send
        }

        await using var system = await TestSystem.StartAsync(workerArgs: ["--long", "10s"]);
        using var other = new HttpClient { Timeout = Wait.Bound };
        (await other.GetAsync(new Uri(system.Address, "health/ready"), Cancel)).Dispose(); // a connection that stays open
        var job = system.SendAsync("App1:Long");
        await Wait.UntilAsync(
            async () => (await system.GetAsync("admin/stats")).GetProperty("inFlight").GetInt32() == 1, () => "the job is at its worker");

        await system.Broker.SignalAsync("TERM");
        await system.Broker.LineAsync("Draining: ");

        using (var ready = await other.GetAsync(new Uri(system.Address, "health/ready"), Cancel))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        }

        using (var refused = await other.PostAsync(new Uri(system.Address, "process"), new StringContent("App2:Short"), Cancel))
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (refused.StatusCode, refused.Headers.ConnectionClose));
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        using var answer = await job;
        Assert.Equal("Worker 1 processed complex (Long) request for App1.", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(0, await system.Broker.ExitCodeAsync());
    }

    [Fact]
    public async Task Start_PortInUse_IsOneLineThatNamesThePortAndTheFlag()
    {
        using var taken = new TcpListener(IPAddress.IPv6Any, 0);
        taken.Server.DualMode = true;
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using var broker = ProgramProcess.Start(Programs.Broker, "--port", $"{port}");

        Assert.Equal(1, await broker.ExitCodeAsync());
        Assert.Empty(broker.Output);
        var line = Assert.Single(broker.Error);
        Assert.Contains($"Port {port} is in use", line, StringComparison.Ordinal);
        Assert.Contains("--port", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WrongSettings_NamesAllWithTheirPlacesAndExit2()
    {
        await using var broker = ProgramProcess.Start(
            Programs.Broker,
            ["--policy", "fastest", "--Broker:MaxBodyBytes=-1"],
            new Dictionary<string, string> { ["Broker__Admin__Key"] = "short", ["Broker__Prot"] = "80" });

        Assert.Equal(2, await broker.ExitCodeAsync());
        Assert.Equal(4, broker.Error.Count);
        Assert.Contains(broker.Error, line => line.Contains("'fastest'", StringComparison.Ordinal) && line.Contains("round-robin, least-requests, balanced", StringComparison.Ordinal) && line.Contains("--policy", StringComparison.Ordinal));
        Assert.Contains(broker.Error, line => line.Contains("Broker:Admin:Key", StringComparison.Ordinal) && !line.Contains("'short'", StringComparison.Ordinal));
        Assert.Contains(broker.Error, line => line.Contains("Broker:Prot", StringComparison.Ordinal) && line.Contains("Broker:Port", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_FaultyClusters_NamesAllAndExit2()
    {
        await using var broker = ProgramProcess.Start(
            Programs.Broker,
            "--port", "0",
            "--ReverseProxy:Clusters:workers:LoadBalancingPolicy=fastest",
            "--ReverseProxy:Clusters:workers:Destinations:2:Address=127.0.0.1:8082",
            "--ReverseProxy:Clusters:workers:HealthCheck:Active:Policy=none-such",
            "--ReverseProxy:Routes:process:Metadata:Job=boddy");

        Assert.Equal(2, await broker.ExitCodeAsync());
        Assert.Empty(broker.Output);
        Assert.Equal(4, broker.Error.Count);
        Assert.Contains(broker.Error, line => line.Contains("workers:LoadBalancingPolicy is 'fastest'", StringComparison.Ordinal) && line.Contains("round-robin", StringComparison.Ordinal));
        Assert.Contains(broker.Error, line => line.Contains("Destinations:2:Address is '127.0.0.1:8082'; it must be an http", StringComparison.Ordinal));
        Assert.Contains(broker.Error, line => line.Contains("none-such", StringComparison.Ordinal));
        Assert.Contains(broker.Error, line => line.Contains("boddy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_UnknownFlag_NamesTheNearestAndExit2()
    {
        await using var broker = ProgramProcess.Start(Programs.Broker, "--polcy", "balanced", "--port", "80000");

        Assert.Equal(2, await broker.ExitCodeAsync());
        Assert.StartsWith("Broker:Port is '80000'; it must be ", broker.Error[0], StringComparison.Ordinal); // all faults at once
        Assert.Equal("--polcy is not a flag of this program; the nearest is --policy.", broker.Error[1]);
    }

    [Fact]
    public async Task HealthCheck_AsksTheRunningOne()
    {
        await using var system = await TestSystem.StartAsync();

        await ProgramProcess.HealthCheckAsync(Programs.Broker, "--port", $"{system.Address.Port}");

        await system.Broker.KillAsync();
        await using var gone = ProgramProcess.Start(Programs.Broker, "--health-check", "--port", $"{system.Address.Port}");
        Assert.Equal(1, await gone.ExitCodeAsync());
        Assert.Single(gone.Error);
    }
}
