using System.Net;
using System.Net.Sockets;
using System.Text;
using Certificates;
using EndToEnd.Tests.Processes;

namespace EndToEnd.Tests.Workers;

public sealed class WorkerProgramTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly HttpClient Client = new() { Timeout = Wait.Bound };

    [Fact]
    public async Task Start_ThreeWorkers_SayTheirPortsAndServe()
    {
        await using var program = ProgramProcess.Start(Programs.Worker, "--first-port", "0");

        for (var id = 1; id <= 3; id++)
        {
            var line = await program.LineAsync($"Worker server {id} listening on port ");
            Assert.EndsWith("...", line, StringComparison.Ordinal);
            var answer = await SendAsync(await program.PortAsync($"Worker server {id} listening"), "App1:Long");
            Assert.Equal($"Worker {id} processed complex (Long) request for App1.", await answer.Content.ReadAsStringAsync(Cancel));
        }
    }

    [Fact]
    public async Task Start_OtherIds_CountUpFromTheFirst()
    {
        await using var program = ProgramProcess.Start(Programs.Worker, "--count", "2", "--first-id=4", "--first-port=0");

        await program.LineAsync("Worker server 4 listening on port ");
        await program.LineAsync("Worker server 5 listening on port ");
    }

    [Fact]
    public async Task Start_PortInUse_IsOneLineAndExit1()
    {
        using var taken = new TcpListener(IPAddress.IPv6Any, 0);
        taken.Server.DualMode = true;
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using var program = ProgramProcess.Start(Programs.Worker, "--count", "1", "--first-port", $"{port}");

        Assert.Equal(1, await program.ExitCodeAsync());
        Assert.Empty(program.Output);
        Assert.Equal(
            $"Port {port} is in use: a broker or worker that still runs, or another program, listens there. Stop it, or choose another port with --first-port.",
            Assert.Single(program.Error));
    }

    [Fact]
    public async Task Start_WrongSettings_NamesAllWithTheirPlacesAndExit2()
    {
        await using var program = ProgramProcess.Start(
            Programs.Worker, ["--slots", "abc", "--Worker:Simulate:Short=-1s"], new Dictionary<string, string> { ["Worker__MaxQueue"] = "-1" });

        Assert.Equal(2, await program.ExitCodeAsync());
        Assert.Empty(program.Output);
        Assert.Equal(3, program.Error.Count);
        Assert.StartsWith("Worker:Slots is 'abc'; it must be a whole number from 1 to ", program.Error[0], StringComparison.Ordinal);
        Assert.EndsWith("It is set by the command line (--slots).", program.Error[0], StringComparison.Ordinal);
        Assert.EndsWith("It is set by the environment variable Worker__MaxQueue.", program.Error[1], StringComparison.Ordinal);
        Assert.StartsWith("Worker:Simulate:Short is '-1s'; ", program.Error[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnknownFlag_NamesTheNearestAndExit2()
    {
        await using var program = ProgramProcess.Start(Programs.Worker, "--slot", "4");

        Assert.Equal(2, await program.ExitCodeAsync());
        Assert.Equal("--slot is not a flag of this program; the nearest is --slots.", program.Error[0]);
    }

    [Fact]
    public async Task Help_IsOnOutputAndExit0()
    {
        await using var program = ProgramProcess.Start(Programs.Worker, "--help");

        Assert.Equal(0, await program.ExitCodeAsync());
        Assert.Empty(program.Error);
        Assert.Contains(program.Output, line => line.Contains("--first-port", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HealthCheck_OfARunningWorker_IsExit0AndOfNoneExit1()
    {
        await using var program = ProgramProcess.Start(Programs.Worker, "--count", "1", "--first-port", "0");
        var port = await program.PortAsync("Worker server 1 listening");

        var said = await ProgramProcess.HealthCheckAsync(Programs.Worker, "--count", "1", "--first-port", $"{port}");
        Assert.Equal($"Ready: port {port}.", Assert.Single(said));

        await program.KillAsync();
        await using var gone = ProgramProcess.Start(Programs.Worker, "--health-check", "--count", "1", "--first-port", $"{port}");
        Assert.Equal(1, await gone.ExitCodeAsync());
        Assert.StartsWith($"Not ready: http://127.0.0.1:{port}/health/ready", Assert.Single(gone.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HealthCheck_OfAWorkerThatWantsCertificates_IsExit0WithoutOne()
    {
        using var authority = new TestAuthority();
        authority.Issue("worker");
        string[] tls = ["--certificate", authority.PathOf("worker.pem"), "--certificate-key", authority.PathOf("worker.key"), "--Worker:Tls:ClientCa", authority.CaFile];
        await using var program = ProgramProcess.Start(Programs.Worker, ["--count", "1", "--first-port", "0", .. tls]);
        var port = await program.PortAsync("Worker server 1 listening");

        var said = await ProgramProcess.HealthCheckAsync(Programs.Worker, ["--count", "1", "--first-port", $"{port}", .. tls]);

        Assert.Equal($"Ready: port {port}.", Assert.Single(said));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Signal_WithALongInside_FinishesItAndExits0(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no signals to send
        }

        await using var program = ProgramProcess.Start(Programs.Worker, "--count", "1", "--first-port", "0", "--Worker:Simulate:Long=10s");
        var port = await program.PortAsync("Worker server 1 listening");
        var job = await BeginLongAsync(port);

        await program.SignalAsync(signal);
        await program.LineAsync("Draining: 1 ");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Client.GetAsync($"http://127.0.0.1:{port}/health/ready", Cancel)).StatusCode);
        var refused = await SendAsync(port, "App2:Short");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.True(refused.Headers.ConnectionClose);

        var answer = await job;
        Assert.Equal("Worker 1 processed complex (Long) request for App1.", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(0, await program.ExitCodeAsync());
        Assert.Empty(program.Error);
    }

    [Fact]
    public async Task SecondCtrlC_WithALongInside_EndsAtOnceWith130()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no signals to send
        }

        await using var program = ProgramProcess.Start(Programs.Worker, "--count", "1", "--first-port", "0", "--Worker:Simulate:Long=10m");
        var job = await BeginLongAsync(await program.PortAsync("Worker server 1 listening"));

        await program.SignalAsync("INT");
        await program.LineAsync("Draining: 1 ");
        await program.SignalAsync("INT");

        Assert.Equal(130, await program.ExitCodeAsync());
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => job);
    }

    private static Task<HttpResponseMessage> SendAsync(int port, string job)
        => Client.PostAsync($"http://127.0.0.1:{port}/process", new StringContent(job, Encoding.UTF8, "text/plain"), Cancel);

    private static async Task<Task<HttpResponseMessage>> BeginLongAsync(int port)
    {
        var job = SendAsync(port, "App1:Long");
        await Wait.UntilAsync(
            async () => (await Client.GetStringAsync($"http://127.0.0.1:{port}/load", Cancel)).Contains("\"inFlight\":1", StringComparison.Ordinal),
            () => "the job at work");
        return job;
    }
}
