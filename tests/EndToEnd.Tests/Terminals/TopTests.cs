using EndToEnd.Tests.Processes;
using EndToEnd.Tests.Systems;

namespace EndToEnd.Tests.Terminals;

/// <summary><c>lb top</c> in a pseudo-terminal, before a real broker with real workers. Not on Windows, which has none of this kind.</summary>
public sealed class TopTests
{
    [Fact]
    public async Task Top_InATerminal_DrawsFollowsTheWindowAndLeavesItAsItWas()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var system = await TestSystem.StartAsync();
        using var answer = await system.SendAsync("Top1:Short");
        await using var window = Start(system.Address);

        await SayAsync(window, "expect 3 of 3 workers open");
        await SayAsync(window, "expect last decisions");
        await SayAsync(window, "size 120 40");
        await SayAsync(window, "expect with a free slot of 3 open."); // cut at 80 columns
        await SayAsync(window, "size 30 5");
        await SayAsync(window, "expect The window is too small");
        await SayAsync(window, "size 80 24");
        await system.Worker(2).SignalAsync("KILL");
        await SayAsync(window, "expect 2 of 3 workers open");
        await SayAsync(window, "key q");
        await SayAsync(window, "end", "exit 0, restored");
        Assert.Equal("coloured: yes", await window.LineAsync("coloured:"));
    }

    [Fact]
    public async Task Top_TheBrokerIsGoneAndComesBack_SaysSoAndGoesOn()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var broker = ProgramProcess.Start(Programs.Broker, "--port", "0");
        var port = await broker.PortAsync("Broker server running");
        await using var window = Start(new Uri($"http://localhost:{port}"), "env", "NO_COLOR=1");
        await SayAsync(window, "expect workers open");

        await broker.SignalAsync("KILL");
        await SayAsync(window, "expect STALE since");
        await using var next = ProgramProcess.Start(Programs.Broker, "--port", $"{port}");
        await next.PortAsync("Broker server running");
        await SayAsync(window, "gone STALE since");
        await SayAsync(window, "expect workers open");
        await SayAsync(window, "key ^C");
        await SayAsync(window, "end", "exit 0, restored");
        Assert.Equal("coloured: no", await window.LineAsync("coloured:"));
    }

    [Fact]
    public async Task Top_TheBrokerHangs_SaysSoAndGoesOn()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var broker = ProgramProcess.Start(Programs.Broker, "--port", "0");
        var port = await broker.PortAsync("Broker server running");
        await using var window = Start(new Uri($"http://localhost:{port}"));
        await SayAsync(window, "expect workers open");

        await broker.SignalAsync("STOP");
        await SayAsync(window, "expect it has said nothing for 5 s");
        await broker.SignalAsync("CONT");
        await SayAsync(window, "gone STALE since");
        await SayAsync(window, "key q");
        await SayAsync(window, "end", "exit 0, restored");
    }

    [Fact]
    public async Task Top_ATerminalThatObeysNothing_GetsOneSnapshot()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var broker = ProgramProcess.Start(Programs.Broker, "--port", "0");
        var port = await broker.PortAsync("Broker server running");
        await using var window = Start(new Uri($"http://localhost:{port}"), "env", "TERM=dumb");

        await SayAsync(window, "expect workers open");
        await SayAsync(window, "end", "exit 0, not restored"); // it never left the usual screen
        Assert.Equal("coloured: no", await window.LineAsync("coloured:"));
    }

    private static ProgramProcess Start(Uri broker, params string[] before) => ProgramProcess.StartCommand([
        "python3", Programs.FileOf("tests", "EndToEnd.Tests", "Terminals", "terminal.py"), .. before,
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Programs.PathOf(Programs.Client), "top", "--interval", "0.1", "--broker", broker.AbsoluteUri]);

    private static async Task SayAsync(ProgramProcess window, string command, string? expected = null)
    {
        var answers = window.Output.Count;
        await window.WriteLineAsync(command);
        await Wait.UntilAsync(() => window.Output.Count > answers, () => $"an answer to '{command}'. {window.Everything}");
        Assert.Equal(expected ?? (command.Split(' ', 2) is ["expect" or "gone", var text] ? $"ok {text}" : "ok"), window.Output[answers]);
    }
}
