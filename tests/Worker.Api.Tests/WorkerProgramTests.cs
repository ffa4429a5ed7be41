using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Worker.Api.Tests;

public class WorkerProgramTests
{
    [Fact]
    public async Task Main_UnderWebApplicationFactory_ServesOnARealPort()
    {
        await using var factory = new WorkerFactory();
        factory.UseKestrel(); // its port is a setting: UseKestrel(0) would set it beside a start already under way
        factory.StartServer();
        using var client = factory.CreateClient();
        using var answer = await client.PostAsync("/process", new StringContent("App1:Short"), TestContext.Current.CancellationToken);
        Assert.Equal(
            "Worker 7 processed simple (Short) request for App1.", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(2, "--slot", "3")]
    [InlineData(2, "--slots", "many")]
    [InlineData(2, "--Worker:Slot=3")]
    [InlineData(0, "--help")]
    public async Task Main_CommandLineAlone_EndsWithItsExitCode(int exitCode, params string[] args)
        => Assert.Equal(exitCode, await WorkerProgram.Main(args));

    [Fact]
    public async Task Main_PortInUse_EndsWithOne()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        Assert.Equal(1, await WorkerProgram.Main(["--count", "1", "--bind-address", "127.0.0.1", "--first-port", $"{port}"]));
    }

    private sealed class WorkerFactory : WebApplicationFactory<WorkerProgram>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
            => builder.UseSetting("Worker:Count", "1").UseSetting("Worker:FirstId", "7").UseSetting("Worker:FirstPort", "0").UseSetting("Worker:BindAddress", "localhost");
    }
}
