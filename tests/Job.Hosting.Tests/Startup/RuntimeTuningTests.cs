using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Job.Hosting.Startup;
using Job.Hosting.Tests.Hosts;

namespace Job.Hosting.Tests.Startup;

public sealed class RuntimeTuningTests
{
    // The runtime reads the variable with the first socket of the process, so it is set before any test runs. That all other tests
    // then run with it, too, is as it is in the programs.
    [ModuleInitializer]
    internal static void Initialise() => RuntimeTuning.Apply();

    [Fact]
    public async Task Apply_BeforeTheFirstSocket_ReadsGoOnInTheSocketsOwnThread()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using var server = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        var thread = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var read = new SocketAsyncEventArgs();
        read.SetBuffer(new byte[1]);
        read.Completed += (_, _) => thread.SetResult(Thread.CurrentThread.Name);

        Assert.True(server.ReceiveAsync(read), "nothing was sent yet, so the read must wait");
        await client.GetStream().WriteAsync(new byte[1], TestContext.Current.CancellationToken);

        // Windows has completion ports instead, and no such thread.
        var name = await thread.Task.WaitAsync(Wait.Bound, TestContext.Current.CancellationToken);
        Assert.True(OperatingSystem.IsWindows() || name == ".NET Sockets", $"the read went on in '{name}'");
    }
}
