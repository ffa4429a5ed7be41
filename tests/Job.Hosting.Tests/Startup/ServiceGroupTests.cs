using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Job.Hosting.Startup;
using Job.Hosting.Tests.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Job.Hosting.Tests.Startup;

public sealed class ServiceGroupTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_SeveralServers_AllListenAndSayTheirPort()
    {
        await using var group = await ServiceGroup.StartAsync([Host(0), Host(0)], Cancel);

        Assert.Equal(2, group.ReadyLines.Distinct().Count());
        using var client = new HttpClient();
        foreach (var line in group.ReadyLines)
        {
            Assert.StartsWith("listening on ", line, StringComparison.Ordinal);
            Assert.Equal("served", await client.GetStringAsync($"http://127.0.0.1:{line["listening on ".Length..]}/", Cancel));
        }
    }

    [Fact]
    public async Task StartAsync_PortInUse_SaysSoInOneLineAndUndoesTheOthers()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var first = Host(0);
        var stopped = first.App.Lifetime.ApplicationStopped;

        var exception = await Assert.ThrowsAsync<StartException>(() => ServiceGroup.StartAsync([first, Host(port)], Cancel));

        Assert.Equal(1, exception.ExitCode);
        Assert.Equal(
            $"Port {port} is in use: a broker or worker that still runs, or another program, listens there. Stop it, or choose another port with --port.",
            exception.Message);
        Assert.True(stopped.IsCancellationRequested);
    }

    [Fact]
    public async Task StartAsync_AddressOfAnotherMachine_SaysWhichFlagChangesIt()
    {
        // 192.0.2.0/24 is kept for documentation: no machine has it.
        var exception = await Assert.ThrowsAsync<StartException>(() => ServiceGroup.StartAsync([Host(0, address: "192.0.2.1")], Cancel));

        Assert.Equal(1, exception.ExitCode);
        Assert.Contains("none of this machine's", exception.Message, StringComparison.Ordinal);
        Assert.Contains("--bind-address", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAndStop_Stages_StartLowestFirstAndStopItLast()
    {
        var order = new ConcurrentQueue<string>();
        var broker = Host(0, stage: 1);
        var worker = Host(0, stage: 0);
        Note(broker, "broker");
        Note(worker, "worker");

        await using var group = await ServiceGroup.StartAsync([broker, worker], Cancel);
        await group.StopAsync();

        Assert.Equal(["worker started", "broker started", "broker stopped", "worker stopped"], order);

        void Note(ServiceHost host, string name)
        {
            host.App.Lifetime.ApplicationStarted.Register(() => order.Enqueue(name + " started"));
            host.App.Lifetime.ApplicationStopped.Register(() => order.Enqueue(name + " stopped"));
        }
    }

    [Fact]
    public async Task WaitForStopAsync_OneServerStopsItself_EndsTheWait()
    {
        var host = Host(0);
        await using var group = await ServiceGroup.StartAsync([Host(0), host], Cancel);
        var waiting = group.WaitForStopAsync(CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        host.App.Lifetime.StopApplication();

        await waiting.WaitAsync(Wait.Bound, Cancel);
    }

    // As a test's factory does: without waiting, its stop would meet services that the group has freed.
    [Fact]
    public async Task DisposeAsync_AnotherOwnerStopsTheServer_WaitsForThatStop()
    {
        using var slow = new SlowToStop();
        var host = Host(0, configure: builder => builder.Services.AddSingleton<IHostedService>(slow));
        var group = await ServiceGroup.StartAsync([host], Cancel);
        var waiting = group.WaitForStopAsync(CancellationToken.None);

        var stopping = host.App.StopAsync(Cancel);
        await waiting.WaitAsync(Wait.Bound, Cancel);
        var disposing = group.DisposeAsync().AsTask();

        Assert.False(disposing.IsCompleted);
        slow.GoOn.SetResult();
        await stopping.WaitAsync(Wait.Bound, Cancel);
        await disposing.WaitAsync(Wait.Bound, Cancel);
        Assert.Equal(1, slow.Stops);
    }

    [Fact]
    public async Task WaitForStopAsync_TokenCancelled_EndsTheWait()
    {
        using var stop = new CancellationTokenSource();
        await using var group = await ServiceGroup.StartAsync([Host(0)], Cancel);
        var waiting = group.WaitForStopAsync(stop.Token);

        await stop.CancelAsync();

        await waiting.WaitAsync(Wait.Bound, Cancel);
    }

    private static ServiceHost Host(int port, int stage = 0, string address = "127.0.0.1", Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://{address}:{port}");
        builder.UseServiceLifetime();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.Run(context => Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "served", Cancel));
        return new ServiceHost(app, port, "--port", bound => $"listening on {bound}", stage);
    }

    private sealed class SlowToStop : IHostedService, IDisposable
    {
        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Stops { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Stops++;
            return GoOn.Task;
        }

        public void Dispose() => Assert.True(GoOn.Task.IsCompleted, "It was freed while it stopped.");
    }
}
