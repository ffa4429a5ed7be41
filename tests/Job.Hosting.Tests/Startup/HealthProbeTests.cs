using Job.Hosting.Startup;
using Job.Hosting.Tests.Hosts;
using Job.Http.Drain;
using Job.Http.Health;
using Sockets;

namespace Job.Hosting.Tests.Startup;

public sealed class HealthProbeTests
{
    private string _said = "";

    [Fact]
    public async Task RunAsync_Ready_IsZero()
    {
        await using var host = await StartAsync(null);

        Assert.Equal(0, await HealthProbe.RunAsync([host.Port], Say));
        Assert.Equal($"Ready: port {host.Port}.", _said);
    }

    [Fact]
    public async Task RunAsync_OneOfTwoNotReady_IsOneWithItsReason()
    {
        await using var ready = await StartAsync(null);
        await using var host = await StartAsync("no worker is open");

        Assert.Equal(1, await HealthProbe.RunAsync([ready.Port, host.Port], Say));
        Assert.Equal($"Not ready: http://127.0.0.1:{host.Port}/health/ready answered 503: no worker is open", _said);
    }

    [Fact]
    public async Task RunAsync_NobodyListens_IsOneLine()
    {
        using var gone = new RefusingPort();

        Assert.Equal(1, await HealthProbe.RunAsync([gone.Number], Say));
        Assert.StartsWith($"Not ready: {gone.Address}/health/ready could not be asked: ", _said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', _said);
    }

    private static Task<TestHost> StartAsync(string? reason) => TestHost.StartAsync(
        app => app.MapHealth(_ => reason), builder => builder.Services.AddDrain(TimeSpan.FromSeconds(1)));

    private int Say(string text, int exitCode)
    {
        _said = text;
        return exitCode;
    }
}
